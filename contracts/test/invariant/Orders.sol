// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReportedOrder} from "../../src/hub/IHub.sol";
import {Execution as Step} from "../../src/periphery/IExecutor.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Call, Order} from "../../src/types/Order.sol";
import {Fill, Repayment} from "../../src/types/Report.sol";
import {CallTarget} from "./CallTarget.sol";
import {Model} from "./Model.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice The model's orders, fills and entries, as the contracts want them.
abstract contract Orders is Model {
    uint256 internal constant CALL_GAS_LIMIT = 2_000_000;
    uint256 internal constant ALL = type(uint256).max;

    function _orderOf(uint256 o) internal view returns (Order memory) {
        OrderModel storage order = orders[o];
        Leg[] memory legs = new Leg[](order.legs.length);
        for (uint256 i = 0; i < legs.length; ++i) {
            legs[i] = _legOf(order.legs[i]);
        }
        return Order(
            actors[order.user],
            order.nonce,
            order.openDeadline,
            order.fillDeadline,
            order.solver == NOBODY ? address(0) : actors[order.solver],
            order.exclusiveUntil,
            false,
            order.cancellable,
            legs,
            _callsOf(order)
        );
    }

    function _legOf(LegModel storage leg) private view returns (Leg memory) {
        return Leg(
            _idOf(leg.origin),
            _tokenOf(leg.origin, leg.inputToken),
            leg.inputAmount,
            _idOf(leg.destination),
            _accountOf(_tokenOf(leg.destination, leg.outputToken)),
            leg.outputAmount,
            leg.recipient == EXECUTOR ? bytes32(0) : _accountOf(actors[leg.recipient])
        );
    }

    function _callsOf(OrderModel storage order) private view returns (Call[] memory calls) {
        if (order.callChain == NOBODY) return calls;
        uint256 count;
        Step[] memory steps = new Step[](2 * order.legs.length);
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.recipient != EXECUTOR) continue;
            address beneficiary = actors[order.beneficiary];
            uint256 amount = _passedOn(order, leg);
            if (leg.outputToken == NATIVE) {
                steps[count++] =
                    Step(address(callTarget), amount, abi.encodeCall(CallTarget.passNative, (payable(beneficiary))));
                continue;
            }
            address token = _tokenOf(leg.destination, leg.outputToken);
            steps[count++] = Step(token, 0, abi.encodeCall(IERC20.approve, (address(callTarget), amount)));
            steps[count++] = Step(address(callTarget), 0, abi.encodeCall(CallTarget.pass, (token, amount, beneficiary)));
        }
        assembly ("memory-safe") {
            mstore(steps, count)
        }
        calls = new Call[](1);
        bytes32 fallbackRecipient = _accountOf(actors[order.fallbackRecipient]);
        calls[0] = Call({
            chain: _idOf(order.callChain),
            fallbackRecipient: fallbackRecipient,
            calls: abi.encode(steps),
            gas: CALL_GAS_LIMIT
        });
    }

    /// The calls themselves, or their hash alone.
    function _reportedOf(uint256 o, uint256 shown, bool withForged, bool hashed)
        internal
        view
        returns (ReportedOrder memory reported)
    {
        reported = ReportedOrder(_orderOf(o), 0, _fillsOf(o, shown, withForged));
        if (!hashed || reported.order.calls.length == 0) return reported;
        Call memory call_ = reported.order.calls[0];
        bytes32 typeHash = keccak256("Call(uint64 chain,bytes32 fallbackRecipient,bytes calls,uint256 gas)");
        bytes32 callHash =
            keccak256(abi.encode(typeHash, call_.chain, call_.fallbackRecipient, keccak256(call_.calls), call_.gas));
        reported.callsHash = keccak256(abi.encodePacked(callHash));
        reported.order.calls = new Call[](0);
    }

    /// What the hub is shown of the legs in `shown`; for a leg that only a forger reported, what the forger reported.
    function _fillsOf(uint256 o, uint256 shown, bool withForged) private view returns (Fill[] memory fills) {
        OrderModel storage order = orders[o];
        fills = new Fill[](order.legs.length);
        for (uint256 i = 0; i < fills.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (shown & (1 << i) == 0) continue;
            if (leg.reported) {
                fills[i] = Fill(leg.filledAt, leg.hold, actors[leg.solver], _repaymentOf(leg, leg.payee), leg.fee);
            } else if (leg.forgedBy != 0 && withForged) {
                Repayment memory repayment = _repaymentOf(leg, leg.forger);
                fills[i] = Fill(leg.forgedAt, leg.forgedHold, actors[leg.forger], repayment, leg.forgedFee);
            }
        }
    }

    function _repaymentOf(LegModel storage leg, uint256 payee) internal view returns (Repayment memory) {
        return Repayment(_accountOf(actors[payee]), address(0), _idOf(leg.origin), 0);
    }

    // Entries, byte for byte

    function _heartbeatEntry(uint256 chain) internal view returns (Entry memory entry) {
        (entry.kind, entry.time, entry.amount) = (EntryKind.Heartbeat, clocks[chain], baseFees[chain]);
        entry.data = abi.encodePacked(uint8(0), uint40(entry.time), baseFees[chain]);
    }

    function _escrowedEntry(uint256 chain, uint256 o, uint64 fee) internal view returns (Entry memory entry) {
        (entry.kind, entry.time, entry.order, entry.fee) = (EntryKind.Escrowed, clocks[chain], uint8(o), fee);
        entry.data = abi.encodePacked(uint8(1), uint40(entry.time), orders[o].id, uint40(fee));
    }

    function _cancelledEntry(uint256 chain, uint256 o, uint64 fee) internal view returns (Entry memory entry) {
        (entry.kind, entry.time, entry.order, entry.fee) = (EntryKind.Cancelled, clocks[chain], uint8(o), fee);
        entry.data = abi.encodePacked(uint8(3), uint40(entry.time), orders[o].id, uint40(fee));
    }

    function _filledEntry(uint256 chain, uint256 o, uint256 index, bool hold, uint256 solver, uint256 payee, uint64 fee)
        internal
        view
        returns (Entry memory entry)
    {
        (entry.kind, entry.time, entry.order, entry.leg) = (EntryKind.Filled, clocks[chain], uint8(o), uint8(index));
        (entry.hold, entry.account, entry.fee) = (hold, uint8(solver), fee);
        bytes memory who = abi.encodePacked(
            actors[solver],
            _accountOf(actors[payee]),
            address(0),
            _idOf(orders[o].legs[index].origin),
            uint24(0),
            uint40(fee)
        );
        entry.data = abi.encodePacked(uint8(2), uint40(entry.time), orders[o].id, uint8(index), hold, who);
    }

    function _payEntry(uint256 chain, Due memory due) internal view returns (Entry memory entry) {
        (entry.kind, entry.token, entry.account) = (EntryKind.Pay, due.token, due.account);
        (entry.amount, entry.fee) = (due.amount, due.fee);
        entry.data = abi.encodePacked(
            uint8(0),
            _accountOf(_tokenOf(chain, due.token)),
            _accountOf(_addressOf(chain, due.account)),
            due.amount,
            uint40(due.fee),
            uint128(0)
        );
    }

    function _configureEntry(bool accepts, uint64 fee) internal pure returns (Entry memory entry) {
        (entry.kind, entry.accepting, entry.fee) = (EntryKind.Configure, accepts, fee);
        uint256 exponent = 0;
        while (fee >> exponent > 255) ++exponent;
        entry.data = abi.encodePacked(uint8(1), uint16((accepts ? 1 << 15 : 0) | exponent << 8 | fee >> exponent));
    }
}
