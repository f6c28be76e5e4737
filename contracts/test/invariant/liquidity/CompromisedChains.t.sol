// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Hub} from "../../../src/hub/Hub.sol";
import {Decision, IHub, ReportedOrder} from "../../../src/hub/IHub.sol";
import {CauseKind, ILedger} from "../../../src/ledger/ILedger.sol";
import {AccountLib} from "../../../src/types/Account.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Order} from "../../../src/types/Order.sol";
import {Deposit, Fill, Repayment} from "../../../src/types/Report.sol";
import {Vault} from "../../../src/vault/Vault.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";

/// Some of five chains share a gateway, and whoever controls it has them report what it likes: deposits, escrows, fills
/// and cancellations that never were. What it draws from the honest chains is no more than what the limits of the lying
/// ones allow together, their capacities and what refills until the guardian sets them to zero, and the inputs of orders
/// with a leg to be delivered there. Orders between honest chains are out of its reach.
contract CompromisedChainsInvariants is Test {
    uint64 private constant FIRST = 31338;
    uint256 private constant CHAINS = 5;
    uint32 private constant ASSET = 7;
    uint256 private constant CAPACITY = 1_000e18;
    uint256 private constant WINDOW = 1 hours;
    uint256 private constant PROVIDED = 100_000e18;
    uint256 private constant PAYOUT_FEE = 0.1e18;

    address private immutable attacker = makeAddr("attacker");
    address private immutable provider = makeAddr("provider");
    address private immutable spoke = makeAddr("spoke");
    bytes32 private immutable token = AccountLib.toAccount(makeAddr("token"));
    Hub private hub;
    ILedger private ledger;
    Vault private vault;
    address private immutable user = makeAddr("user");
    /// The first chains are honest.
    uint256 private _honest;
    /// Orders of honest users, encoded: to lying chains, and between honest ones.
    bytes[] private _exposed;
    bytes[] private _others;
    /// Inputs of the exposed ones.
    uint256 private _pending;
    /// What the hub told honest spokes to pay the attacker, and rebates for what came in on honest chains.
    uint256 private _taken;
    uint256 private _rebates;
    uint256 private _salt;

    function setUp() public {
        vm.chainId(31337);
        vm.warp(1_800_000_000);
        hub = new Hub(address(new AccessManager(address(this))));
        ledger = ILedger(hub.ledger());
        vault = new Vault(ledger, ASSET, "Vault", "VAULT");
        ledger.setVault(ASSET, address(vault));
        for (uint256 i = 0; i < CHAINS; ++i) {
            hub.setRoute(_idOf(i), address(this), spoke);
            ledger.setToken(ASSET, _idOf(i), token, 18);
            ledger.setLimit(ASSET, _idOf(i), 1e30, 1);
            _forge(i, Entries.deposited(1, provider, Deposit(token, PROVIDED, provider, 0, false), 0));
            _forge(i, Entries.deposited(1, provider, Deposit(token, PROVIDED, provider, 0, true), 0));
            // What was used of a limit stays used when it is lowered.
            vm.warp(block.timestamp + 1);
            ledger.setLimit(ASSET, _idOf(i), CAPACITY, WINDOW);
            ledger.setCurve(ASSET, _idOf(i), 2 * PROVIDED, 1_000);
            ledger.setPayoutFee(ASSET, _idOf(i), PAYOUT_FEE);
        }
        vm.prank(provider);
        ledger.fundReserve(ASSET, 1_000e18);
        vm.warp(block.timestamp + 1 days);
    }

    /// forge-config: test.fuzz.runs = 100
    /// forge-config: campaign.fuzz.runs = 4000
    function testFuzz_bound(uint256 seed, uint256 lying) public {
        _salt = seed;
        _honest = CHAINS - 1 - lying % 3;
        vm.recordLogs();
        uint256 began = block.timestamp;
        for (uint256 i = 0; i < 60; ++i) {
            _act();
            _draw();
            if (_pick(3) == 0) vm.warp(block.timestamp + _pick(10 minutes));
        }
        for (uint256 i = _honest; i < CHAINS; ++i) {
            ledger.setLimitZero(ASSET, _idOf(i));
        }
        uint256 refilled = CAPACITY * (block.timestamp - began) / WINDOW;
        for (uint256 i = 0; i < 30; ++i) {
            _act();
            _draw();
            vm.warp(block.timestamp + _pick(1 hours));
        }
        assertLe(_taken, (CHAINS - _honest) * (CAPACITY + refilled) + _pending + _rebates);
        // It does take something, so that this is about what it may not take.
        assertGt(_taken, 0);
        for (uint256 i = 0; i < _others.length; ++i) {
            Order memory order = abi.decode(_others[i], (Order));
            assertTrue(hub.decision(hub.orderIdOf(order)) == Decision.Undecided);
        }
    }

    function _act() private {
        uint256 kind = _pick(8);
        uint256 chain = _honest + _pick(CHAINS - _honest);
        if (kind == 0) {
            uint256 amount = _pick(2) == 0 ? _pick(2 * CAPACITY) : _pick(type(uint128).max);
            Deposit memory deposit = Deposit(token, amount, attacker, 0, _pick(3) == 0);
            _forge(chain, Entries.deposited(uint64(block.timestamp), attacker, deposit, 0));
        } else if (kind == 1) {
            _fillForged(chain);
        } else if (kind == 2) {
            _settleForged(chain);
        } else if (kind == 3) {
            _try(abi.encodeCall(ILedger.mature, (attacker, ASSET, _idOf(chain))), address(ledger));
        } else if (kind == 4) {
            uint256 shares = vault.balanceOf(attacker);
            _try(abi.encodeCall(vault.redeem, (shares, attacker, attacker)), address(vault));
        } else if (kind == 5) {
            _open(_idOf(chain));
        } else if (kind == 6) {
            if (_exposed.length != 0) _forgeFill(chain, abi.decode(_exposed[_pick(_exposed.length)], (Order)));
        } else if (_others.length == 0 || _pick(2) == 0) {
            _open(_idOf(_pick(_honest)));
        } else {
            Order memory order = abi.decode(_others[_pick(_others.length)], (Order));
            _forge(chain, Entries.cancelled(uint64(block.timestamp), hub.orderIdOf(order), 0));
            _forgeFill(chain, order);
        }
    }

    /// An honest user's order, from an honest chain.
    function _open(uint64 destination) private {
        uint256 origin = _pick(_honest);
        Order memory order = _order(origin);
        order.user = user;
        order.fillDeadline = uint64(block.timestamp + 7 days);
        order.legs[0].inputAmount = uint128(1 + _pick(CAPACITY / 10));
        order.legs[0].destinationChain = destination;
        order.legs[0].recipient = AccountLib.toAccount(user);
        _forge(origin, Entries.escrowed(uint64(block.timestamp), hub.orderIdOf(order)));
        if (destination < _idOf(_honest)) {
            _others.push(abi.encode(order));
        } else {
            _exposed.push(abi.encode(order));
            _pending += order.legs[0].inputAmount;
        }
    }

    /// A fill by the attacker that never was, of a leg wherever it is due, paid on any honest chain or the ledger.
    function _forgeFill(uint256 chain, Order memory order) private {
        uint64 destination = order.legs[0].destinationChain;
        if (destination >= _idOf(_honest)) chain = destination - FIRST;
        uint64 to = _pick(3) == 0 ? 0 : _idOf(_pick(_honest));
        Fill memory fill = Fill({
            filledAt: uint64(block.timestamp),
            hold: _pick(2) == 0,
            solver: attacker,
            repayment: Repayment(AccountLib.toAccount(attacker), attacker, to, 1_000_000),
            fee: 0
        });
        _forge(chain, Entries.filled(hub.orderIdOf(order), 0, fill));
        ReportedOrder[] memory orders = new ReportedOrder[](1);
        (orders[0].order, orders[0].fills) = (order, new Fill[](1));
        orders[0].fills[0] = fill;
        _try(abi.encodeCall(IHub.settle, (orders)), address(hub));
        _try(abi.encodeCall(IHub.abort, (orders)), address(hub));
    }

    /// An order whose inputs never were, filled by the vault for the attacker on an honest chain.
    function _fillForged(uint256 chain) private {
        Order memory order = _order(chain);
        order.pooled = true;
        _forge(chain, Entries.escrowed(uint64(block.timestamp), hub.orderIdOf(order)));
        address[] memory fillers = new address[](1);
        fillers[0] = _pick(2) == 0 ? attacker : address(vault);
        _try(abi.encodeCall(IHub.fillPooled, (order, 0, fillers, 1_000_000)), address(hub));
    }

    /// An order whose input and fill never were, repaid on an honest chain or the ledger.
    function _settleForged(uint256 chain) private {
        Order memory order = _order(chain);
        order.legs[0].destinationChain = _idOf(_honest + _pick(CHAINS - _honest));
        _forge(chain, Entries.escrowed(uint64(block.timestamp), hub.orderIdOf(order)));
        _forgeFill(chain, order);
    }

    function _order(uint256 chain) private returns (Order memory order) {
        uint256 amount = 1 + _pick(2 * CAPACITY);
        order.user = attacker;
        order.nonce = _salt;
        order.openDeadline = uint64(block.timestamp);
        order.fillDeadline = uint64(block.timestamp);
        order.legs = new Leg[](1);
        order.legs[0] = Leg({
            originChain: _idOf(chain),
            inputToken: AccountLib.toAddress(token),
            inputAmount: uint128(amount + amount / 50),
            destinationChain: _idOf(_pick(_honest)),
            outputToken: token,
            outputAmount: uint128(amount),
            recipient: AccountLib.toAccount(attacker)
        });
    }

    /// All that the attacker has, on honest chains.
    function _draw() private {
        uint64 chain = _idOf(_pick(_honest));
        // What the fees take is a part of what its balance can't pay for.
        uint256 amount = ledger.balanceOf(attacker, ASSET) * 998 / 1000;
        if (amount > PAYOUT_FEE) amount -= PAYOUT_FEE;
        bytes32 recipient = AccountLib.toAccount(attacker);
        _try(abi.encodeCall(ILedger.withdraw, (ASSET, chain, recipient, amount, type(uint256).max)), address(ledger));
    }

    function _forge(uint256 chain, bytes memory entry) private {
        bytes32 head = Entries.extend(hub.processedHead(_idOf(chain)), entry);
        hub.receiveMessage(0, InteroperableAddress.formatEvmV1(_idOf(chain), spoke), abi.encodePacked(head));
        hub.deliver(_idOf(chain), Entries.list(entry), new bytes32[](0));
    }

    /// Logs of what is refused are recorded too.
    function _try(bytes memory data, address target) private {
        _count();
        vm.prank(attacker);
        (bool success,) = target.call(data);
        if (success) _count();
        else vm.getRecordedLogs();
    }

    function _count() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IChannel.EntryQueued.selector) {
                (uint64 chain, bytes memory entry) = abi.decode(logs[i].data, (uint64, bytes));
                if (chain < _idOf(_honest)) _countPay(entry);
            } else if (logs[i].topics[0] == ILedger.CustodyJoined.selector) {
                (,,, uint256 rebate) = abi.decode(logs[i].data, (CauseKind, address, uint256, uint256));
                if (uint256(logs[i].topics[3]) < _idOf(_honest)) _rebates += rebate;
            }
        }
    }

    /// It delivers its payouts, too.
    function _countPay(bytes memory entry) private {
        (bytes32 account, uint256 amount) = (_wordAt(entry, 33), uint256(_wordAt(entry, 65)));
        uint256 fee = uint128(uint256(_wordAt(entry, 86)));
        if (account == AccountLib.toAccount(attacker)) _taken += amount + fee;
    }

    function _wordAt(bytes memory data, uint256 position) private pure returns (bytes32 word) {
        assembly {
            word := mload(add(add(data, 0x20), position))
        }
    }

    function _idOf(uint256 chain) private pure returns (uint64) {
        return FIRST + uint64(chain);
    }

    function _pick(uint256 count) private returns (uint256) {
        _salt = uint256(keccak256(abi.encode(_salt)));
        return _salt % count;
    }
}
