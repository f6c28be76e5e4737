// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AttestedGateway} from "../../../src/gateway/AttestedGateway.sol";
import {IHub} from "../../../src/hub/IHub.sol";
import {Spoke} from "../../../src/spoke/Spoke.sol";
import {Order} from "../../../src/types/Order.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {ThreeChains} from "../../fixtures/ThreeChains.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice Three chains under governance as they are deployed: on each, governance acts after a delay, the guardian
/// pauses at once, and nobody else has a role. In flight are a payout, an escrow to be refunded and a claim.
abstract contract Governed is ThreeChains {
    uint64 internal constant ADMIN = 0;
    uint64 internal constant GOVERNANCE = 1;
    uint64 internal constant GUARDIAN = 2;
    uint32 internal constant DELAY = 2 days;
    /// Covers every static argument, and makes every dynamic one empty.
    uint256 private constant ARGUMENTS_LENGTH = 512;

    address internal immutable governance = makeAddr("governance");
    address internal immutable guardian = makeAddr("guardian");

    mapping(uint64 chain => AccessManager) internal managers;

    function setUp() public virtual override {
        super.setUp();
        uint64[3] memory chains = _chains();
        for (uint256 i = 0; i < 3; ++i) {
            _govern(chains[i]);
        }

        // On SECOND, the recipient's token refuses once.
        Order memory refused = _order(_leg(THIRD, SECOND));
        _open(THIRD, refused);
        _fill(refused, 0, true);
        _report(THIRD);
        _report(SECOND);
        _settle(refused);
        bytes memory transfer = abi.encodeCall(IERC20.transfer, (recipient, Orders.OUTPUT_AMOUNT));
        vm.mockCallRevert(address(tokens[SECOND]), transfer, "");
        _instructAll();
        vm.clearMockedCalls();

        _open(SECOND, _committed());
        _fill(_committed(), 0, true);
        _open(SECOND, _pending());
        _report(SECOND);
        _report(THIRD);
        _settle(_committed());
    }

    /// Decided, but paid nowhere yet.
    function _committed() internal view returns (Order memory order) {
        order = _order(_leg(SECOND, THIRD));
        order.nonce = 2;
    }

    /// Escrowed, and never filled.
    function _pending() internal view returns (Order memory order) {
        order = _order(_leg(SECOND, THIRD));
        order.nonce = 3;
    }

    function _govern(uint64 chain) private {
        _on(chain);
        AccessManager manager = AccessManager(spokes[chain].authority());
        managers[chain] = manager;
        bytes4[] memory selectors = new bytes4[](3);
        (selectors[0], selectors[1], selectors[2]) =
        (Spoke.setRoute.selector, Spoke.setWrappedNative.selector, Spoke.unpause.selector);
        manager.setTargetFunctionRole(address(spokes[chain]), selectors, GOVERNANCE);
        if (chain == HUB_CHAIN) {
            (selectors[0], selectors[1], selectors[2]) =
            (IHub.setRoute.selector, IHub.setFeePolicy.selector, IHub.retire.selector);
            manager.setTargetFunctionRole(address(hub), selectors, GOVERNANCE);
        }
        selectors = new bytes4[](1);
        selectors[0] = AttestedGateway.setAttesters.selector;
        manager.setTargetFunctionRole(address(gateways[chain]), selectors, GOVERNANCE);
        selectors[0] = Spoke.pause.selector;
        manager.setTargetFunctionRole(address(spokes[chain]), selectors, GUARDIAN);
        manager.grantRole(GOVERNANCE, governance, DELAY);
        manager.grantRole(GUARDIAN, guardian, 0);
        manager.grantRole(ADMIN, governance, DELAY);
        manager.renounceRole(ADMIN, address(this));
    }

    /// The payout, the refund and the claim that were in flight reach their owners, and nothing is left.
    function _checkNothingWasStopped() internal {
        uint256 amount = Orders.OUTPUT_AMOUNT;
        _on(SECOND);
        spokes[SECOND].claim(address(tokens[SECOND]), recipient, amount);
        assertEq(_balance(SECOND, recipient), amount, "claim");

        uint256 before = _balance(SECOND, solver);
        _instruct(SECOND);
        _instruct(THIRD);
        assertEq(_balance(THIRD, recipient), amount, "delivery");
        assertEq(_balance(SECOND, solver), before + Orders.INPUT_AMOUNT, "repayment");

        before = _balance(SECOND, user);
        uint64 deadline = _pending().fillDeadline;
        if (clocks[THIRD] <= deadline) _setClock(THIRD, deadline + 1);
        _heartbeat(THIRD);
        _report(THIRD);
        _abort(_pending());
        _instruct(SECOND);
        assertEq(_balance(SECOND, user), before + Orders.INPUT_AMOUNT, "refund");
        _checkSpokesAreEmpty();
    }

    /// What all spokes hold, and what can be claimed.
    function _custody() internal view returns (bytes32) {
        uint256[6] memory amounts;
        uint64[3] memory chains = _chains();
        for (uint256 i = 0; i < 3; ++i) {
            amounts[2 * i] = _balance(chains[i], address(spokes[chains[i]]));
            amounts[2 * i + 1] = spokes[chains[i]].claimable(address(tokens[chains[i]]), recipient);
        }
        return keccak256(abi.encode(amounts));
    }

    function _schedule(uint64 chain, address target, bytes memory data) internal {
        _on(chain);
        vm.prank(governance);
        managers[chain].schedule(target, data, 0);
    }

    function _execute(uint64 chain, address target, bytes memory data) internal {
        _on(chain);
        vm.prank(governance);
        managers[chain].execute(target, data);
    }

    function _waitOutTheDelay() internal {
        uint64[3] memory chains = _chains();
        for (uint256 i = 0; i < 3; ++i) {
            clocks[chains[i]] += DELAY;
        }
    }

    /// Schedules, waits, executes.
    function _act(uint64 chain, address target, bytes memory data) internal {
        _schedule(chain, target, data);
        _waitOutTheDelay();
        _execute(chain, target, data);
    }

    struct Action {
        uint64 chain;
        address target;
        bytes data;
    }

    /// Every restricted function of every contract, with arguments that do something.
    function _actions() internal view returns (Action[] memory actions) {
        address gateway = address(gateways[SECOND]);
        address spoke = address(spokes[SECOND]);
        address elsewhere = address(this);
        actions = new Action[](11);
        actions[0] = Action(SECOND, spoke, abi.encodeCall(Spoke.setRoute, (elsewhere)));
        actions[1] = Action(SECOND, spoke, abi.encodeCall(Spoke.setWrappedNative, (elsewhere)));
        actions[2] = Action(SECOND, spoke, abi.encodeCall(Spoke.unpause, (true, true)));
        actions[3] = Action(SECOND, spoke, abi.encodeCall(Spoke.pause, (true, true)));
        actions[4] = Action(HUB_CHAIN, address(hub), abi.encodeCall(hub.setRoute, (SECOND, elsewhere, spoke)));
        actions[5] =
            Action(HUB_CHAIN, address(hub), abi.encodeWithSelector(IHub.setFeePolicy.selector, SECOND, 1, 2, 3));
        actions[6] = Action(HUB_CHAIN, address(hub), abi.encodeCall(IHub.retire, (SECOND)));
        address[] memory attesters = new address[](1);
        attesters[0] = stranger;
        actions[7] = Action(SECOND, gateway, abi.encodeCall(AttestedGateway.setAttesters, (HUB_CHAIN, attesters, 1)));
        actions[8] = Action(SECOND, spoke, abi.encodeCall(hub.setAuthority, (elsewhere)));
        actions[9] = Action(HUB_CHAIN, address(hub), abi.encodeCall(hub.setAuthority, (elsewhere)));
        actions[10] = Action(SECOND, gateway, abi.encodeCall(hub.setAuthority, (elsewhere)));
    }

    /// The functions that refuse a stranger because of their role: every constant of the code that could be a selector
    /// is tried, so that none is forgotten.
    function _restricted(address target) internal returns (bytes4[] memory selectors) {
        bytes memory code = target.code;
        bytes memory refusal = abi.encodeWithSignature("AccessManagedUnauthorized(address)", stranger);
        selectors = new bytes4[](16);
        uint256 count;
        for (uint256 i = 0; i < code.length; ++i) {
            uint256 opcode = uint8(code[i]);
            if (opcode < 0x60 || opcode > 0x7f) continue;
            uint256 size = opcode - 0x5f;
            uint256 value;
            for (uint256 j = 1; j <= size && i + j < code.length; ++j) {
                value = (value << 8) | uint8(code[i + j]);
            }
            i += size;
            if (size > 4) continue;
            bytes4 selector = bytes4(uint32(value));
            bool known;
            for (uint256 j = 0; j < count; ++j) {
                known = known || selectors[j] == selector;
            }
            if (known) continue;
            uint256 snapshot = vm.snapshotState();
            vm.prank(stranger);
            (bool success, bytes memory result) = target.call(abi.encodePacked(selector, new bytes(ARGUMENTS_LENGTH)));
            vm.revertToState(snapshot);
            if (!success && keccak256(result) == keccak256(refusal)) selectors[count++] = selector;
        }
        assembly ("memory-safe") {
            mstore(selectors, count)
        }
    }
}
