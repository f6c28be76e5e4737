// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../src/channel/IChannel.sol";
import {AttestedGateway} from "../../src/gateway/AttestedGateway.sol";
import {Hub} from "../../src/hub/Hub.sol";
import {Decision, FeePolicy, IHub, ReportedOrder} from "../../src/hub/IHub.sol";
import {Execution, IExecutor} from "../../src/periphery/IExecutor.sol";
import {FillRequest, ISpoke, OpenRequest} from "../../src/spoke/ISpoke.sol";
import {Spoke} from "../../src/spoke/Spoke.sol";
import {AccountLib, NATIVE} from "../../src/types/Account.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Call, Order, OrderId} from "../../src/types/Order.sol";
import {Fill, Repayment} from "../../src/types/Report.sol";
import {Entries} from "../fixtures/Entries.sol";
import {Orders} from "../fixtures/Orders.sol";
import {PlainOrderHash} from "../fixtures/PlainOrderHash.sol";
import {ThreeChains} from "../fixtures/ThreeChains.sol";
import {CallTarget} from "../mocks/CallTarget.sol";
import {HookedToken} from "../mocks/HookedToken.sol";
import {RebasingToken} from "../mocks/RebasingToken.sol";
import {ScriptedToken} from "../mocks/ScriptedToken.sol";
import {TestAccount} from "../mocks/TestAccount.sol";
import {TestToken} from "../mocks/TestToken.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Vm} from "forge-std/Vm.sol";

/// The attacks that the design names, and the test of each. Where no file is named, it is in this one.
///
/// - replay of an order or signature on another chain: test_replay_onAnotherChain
/// - at another hub: test_replay_atAnotherHub; of another version: test_replay_ofAnotherVersion
/// - of a permission: Spoke.openForWithPermit2 `_onAnotherChain`, `_ofAnotherSpender`, `_ofAnotherOrder`;
///   Spoke.openForWithAuthorizations `_again`, `_ofAnotherOrder`, `_fromTheMempool`
/// - strangers at every entry point: test_strangers_atEveryEntryPoint; as the spoke's own call:
///   Spoke.openMany and Spoke.fillMany `_ofAForgedSender`; with a token of their own:
///   Spoke.openForWithAuthorizations `_ofAStrangersToken_leavesTheNonce`
/// - out-of-range legs, empty batches: test_outOfRangeLegs, test_emptyBatches
/// - a call whose gas no block can meet: test_callThatNoBlockCanMeet
/// - entries by the hundred from one contract: test_entriesByTheHundred_payForTheirDelivery
/// - approvals left in an executor: test_approvalsLeftInAnExecutor
/// - executors run early by a donation: test_callRunEarlyByADonation
/// - value in rejected entries: test_valueInRejectedEntries
/// - deadline edges in both delivery orders: Deadlines.t.sol, all
/// - double fill and altered order: test_doubleFill, test_alteredOrder
/// - front-run fill and swapped repayment: test_frontRunFill, test_swappedRepayment
/// - one leg failing: Orders.t.sol `test_order_ofThreeLegs_ofWhichOneIsNotFilled_aborts`, Calls.t.sol
///   `test_call_ofAnOrderThatAborts`
/// - origin reorganised after a fill: test_originReorganisedAfterAHeldFill, test_originReorganisedAfterADirectFill
/// - clocks 15 minutes apart, a halted chain: test_clocksFifteenMinutesApart, test_haltedChain
/// - 6, 8 and 18 decimals: test_decimals
/// - fee-on-transfer, rebasing, no-return-value and ERC-777 tokens: test_feeOnTransferToken, test_rebasingToken,
///   test_tokenWithoutAReturnValue, test_erc777Token
/// - blocklisted and reverting recipients: test_blocklistedRecipient, test_revertingRecipient
/// - reentrancy from token, call and recipient, across spoke and hub: test_reentrancy_fromAToken,
///   test_reentrancy_fromACall, test_reentrancy_fromARecipient; of value: Spoke.fillMany
///   `_ofARecipientThatClaims_goesOn`; within the spoke: every `_refusesToBeReentered`
/// - 63/64 gas griefing: Spoke.deliver `_withLittleGas_paysOrReverts`, `_native_withLittleGas_paysOrReverts`,
///   Spoke.execute `_withLittleGas_runsOrReverts`
/// - 1 MB of return data: test_oneMegabyteOfReturnData
/// - malformed offsets and lengths: testFuzz_malformedCalldata, testFuzz_malformedEntries
/// - pause against refund: test_pauseAgainstRefund
/// - cancel against a held fill: Cancels.t.sol `test_cancel_afterAFill`, `_returnsWhatIsHeld`
/// - native debts paid with others' wrapped token: Custody.native.t.sol
contract AttacksTest is ThreeChains {
    uint256 private constant INPUT = Orders.INPUT_AMOUNT;
    uint256 private constant OUTPUT = Orders.OUTPUT_AMOUNT;

    address private immutable fallbackRecipient = makeAddr("fallback recipient");

    /// The signature holds on every origin, once on each, and on no other chain.
    function test_replay_onAnotherChain() public {
        Order memory order = _order(_leg(SECOND, THIRD), _leg(HUB_CHAIN, THIRD));
        bytes memory signature = _sign(order);
        _openFor(SECOND, order);
        _openFor(HUB_CHAIN, order);
        _on(THIRD);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NoLegOriginatesHere.selector, hub.orderIdOf(order)));
        spokes[THIRD].openFor(order, signature);
        _on(SECOND);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NonceUsed.selector, user, order.nonce));
        spokes[SECOND].openFor(order, signature);
        assertEq(_balance(SECOND, user), FUNDS - INPUT);
        assertEq(_balance(HUB_CHAIN, user), FUNDS - INPUT);
    }

    /// A second deployment on the same chains has orders of its own: neither signature nor report of one counts there.
    function test_replay_atAnotherHub() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        bytes memory signature = _sign(order);
        _on(HUB_CHAIN);
        Hub otherHub = new Hub(address(new AccessManager(address(this))));
        assertNotEq(OrderId.unwrap(otherHub.orderIdOf(order)), OrderId.unwrap(hub.orderIdOf(order)));
        _on(SECOND);
        Spoke otherSpoke = new Spoke(HUB_CHAIN, address(otherHub), SPACING, address(this));
        vm.expectRevert(abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user));
        otherSpoke.openFor(order, signature);
        // The same hub address on another chain is another hub.
        Spoke spokeOfAnotherChain = new Spoke(THIRD, address(hub), SPACING, address(this));
        vm.expectRevert(abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user));
        spokeOfAnotherChain.openFor(order, signature);
    }

    function test_replay_ofAnotherVersion() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        bytes32 separator = keccak256(
            abi.encode(
                keccak256(bytes(PlainOrderHash.DOMAIN_TYPE)),
                keccak256("Concert"),
                keccak256("2"),
                address(hub),
                bytes32(uint256(HUB_CHAIN))
            )
        );
        bytes memory signature = _sign(PlainOrderHash.id(order, separator));
        _on(SECOND);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user));
        spokes[SECOND].openFor(order, signature);
    }

    function test_strangers_atEveryEntryPoint() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _on(SECOND);
        Spoke spoke = spokes[SECOND];
        bytes memory unauthorized = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger);
        address[] memory attesters = new address[](1);
        attesters[0] = stranger;
        _expectRefusal(address(spoke), abi.encodeCall(ISpoke.setRoute, (stranger)), unauthorized);
        _expectRefusal(address(spoke), abi.encodeCall(ISpoke.setWrappedNative, (stranger)), unauthorized);
        _expectRefusal(address(spoke), abi.encodeCall(ISpoke.pause, (true, true)), unauthorized);
        _expectRefusal(address(spoke), abi.encodeCall(ISpoke.unpause, (true, true)), unauthorized);
        _expectRefusal(
            address(gateways[SECOND]),
            abi.encodeCall(AttestedGateway.setAttesters, (HUB_CHAIN, attesters, 1)),
            unauthorized
        );
        _expectRefusal(address(hub), abi.encodeCall(IHub.setRoute, (SECOND, stranger, stranger)), unauthorized);
        _expectRefusal(address(hub), abi.encodeCall(IHub.setFeePolicy, (SECOND, FeePolicy(0, 0, 0))), unauthorized);
        _expectRefusal(address(hub), abi.encodeCall(IHub.retire, (SECOND)), unauthorized);

        bytes memory head = abi.encodePacked(keccak256("head"));
        _expectRefusal(
            address(spoke),
            abi.encodeCall(spoke.receiveMessage, (0, InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub)), head)),
            abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, HUB_CHAIN, stranger)
        );
        _expectRefusal(
            address(hub),
            abi.encodeCall(hub.receiveMessage, (0, InteroperableAddress.formatEvmV1(SECOND, address(spoke)), head)),
            abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, SECOND, stranger)
        );

        // In the name of a user.
        _expectRefusal(
            address(spoke),
            abi.encodeCall(ISpoke.openFor, (order, "")),
            abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user)
        );
        _expectRefusal(
            address(spoke),
            abi.encodeCall(ISpoke.cancel, (order)),
            abi.encodeWithSelector(ISpoke.CallerNotUser.selector, stranger, user)
        );
        _expectRefusal(
            address(spoke),
            abi.encodeCall(ISpoke.cancelFor, (order, "")),
            abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user)
        );
        _expectRefusal(
            address(spoke),
            abi.encodeCall(ISpoke.claim, (address(tokens[SECOND]), stranger, 1)),
            abi.encodeWithSelector(ISpoke.ClaimTooLarge.selector, tokens[SECOND], stranger, 0)
        );
        _expectRefusal(
            address(hub),
            abi.encodeCall(IHub.collect, (SECOND, bytes32(uint256(1)))),
            abi.encodeWithSelector(IHub.FeesTooLow.selector, 0, 0)
        );
        // What executors are clones of.
        address implementation = vm.computeCreateAddress(address(spoke), 1);
        bytes memory notSpoke = abi.encodeWithSelector(IExecutor.CallerNotSpoke.selector, stranger);
        _expectRefusal(implementation, abi.encodeCall(IExecutor.run, (abi.encode(new Execution[](0)))), notSpoke);
        _expectRefusal(implementation, abi.encodeCall(IExecutor.sweep, (NATIVE, stranger)), notSpoke);
    }

    function test_outOfRangeLegs() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        Repayment memory repayment = _repayTo(solver, SECOND);
        uint64[5] memory legs = [1, 255, 256, 257, type(uint64).max];
        _on(THIRD);
        for (uint256 i = 0; i < legs.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ISpoke.LegOutOfRange.selector, legs[i], 1));
            vm.prank(solver);
            spokes[THIRD].fill(order, legs[i], repayment, true);
        }
        // Fewer or more fills than legs.
        ReportedOrder memory reported = _reported(order);
        reported.fills = new Fill[](2);
        _on(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IHub.FillCountMismatch.selector, 2, 1));
        hub.settle(_list(reported));
        reported.fills = new Fill[](0);
        vm.expectRevert(abi.encodeWithSelector(IHub.FillCountMismatch.selector, 0, 1));
        hub.abort(_list(reported));
    }

    function test_emptyBatches() public {
        _on(HUB_CHAIN);
        vm.expectRevert(IHub.NoOrders.selector);
        hub.settle(new ReportedOrder[](0));
        vm.expectRevert(IHub.NoOrders.selector);
        hub.abort(new ReportedOrder[](0));
        vm.expectRevert(IHub.NoOrders.selector);
        hub.refund(new ReportedOrder[](0));
        vm.expectRevert(IChannel.NoEntries.selector);
        hub.deliver(SECOND, new bytes[](0), new bytes32[](0));
        _on(SECOND);
        vm.expectRevert(IChannel.NoEntries.selector);
        spokes[SECOND].deliver(HUB_CHAIN, new bytes[](0), new bytes32[](0));
        vm.deal(stranger, 1 ether);
        vm.startPrank(stranger);
        spokes[SECOND].openMany{value: 1 ether}(new OpenRequest[](0));
        spokes[SECOND].fillMany{value: 1 ether}(new FillRequest[](0));
        assertEq(stranger.balance, 1 ether);
        assertEq(spokes[SECOND].queuedHead(HUB_CHAIN), 0);
    }

    /// Refused before anything is escrowed for it, where it is opened and where it is filled.
    function test_callThatNoBlockCanMeet() public {
        uint256[3] memory gas = [uint256(10_000_001), 30_000_001, type(uint256).max];
        for (uint256 i = 0; i < gas.length; ++i) {
            Order memory order = _withCall("", gas[i]);
            bytes memory reason = abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0);
            _on(SECOND);
            vm.prank(user);
            vm.expectRevert(reason);
            spokes[SECOND].open(order);
            _on(THIRD);
            Repayment memory repayment = _repayTo(solver, SECOND);
            vm.prank(solver);
            vm.expectRevert(reason);
            spokes[THIRD].fill(order, 0, repayment, true);
            vm.expectRevert(reason);
            spokes[THIRD].execute(order);
        }
    }

    /// A contract opens hundreds of orders of a token of its own. Each entry pays for its delivery at the floor, to whoever
    /// carries the batch, and those of others are no later for it.
    function test_entriesByTheHundred_payForTheirDelivery() public {
        uint64 floor = 8_000;
        _on(HUB_CHAIN);
        hub.setFeePolicy(SECOND, FeePolicy({minimum: floor, maximum: floor, rate: 1e18}));
        _setClock(HUB_CHAIN, NOW + 100);
        hub.updateFee(SECOND);
        _instruct(SECOND);
        (,,, uint256 entryFee) = spokes[SECOND].configuration();

        _on(SECOND);
        TestToken dust = new TestToken("Dust", "DUST", 0);
        TestAccount flooding = new TestAccount(stranger);
        dust.mint(address(flooding), 300);
        flooding.execute(address(dust), 0, abi.encodeCall(dust.approve, (address(spokes[SECOND]), 300)));
        OpenRequest[] memory requests = new OpenRequest[](300);
        for (uint256 i = 0; i < requests.length; ++i) {
            requests[i].order = _order(_leg(SECOND, THIRD));
            requests[i].order.nonce = i;
            (requests[i].order.legs[0].inputToken, requests[i].order.legs[0].inputAmount) = (address(dust), 1);
            // One in three tries without.
            requests[i].value = i % 3 == 0 ? 0 : entryFee;
        }
        vm.deal(address(flooding), 200 * entryFee);
        flooding.execute(address(spokes[SECOND]), 200 * entryFee, abi.encodeCall(ISpoke.openMany, (requests)));
        assertEq(dust.balanceOf(address(spokes[SECOND])), 200);
        assertEq(address(flooding).balance, 0);
        assertEq(address(spokes[SECOND]).balance, 200 * entryFee);

        Order memory order = _order(_leg(SECOND, THIRD));
        vm.deal(user, entryFee);
        vm.prank(user);
        spokes[SECOND].open{value: entryFee}(order);
        _sendReports(SECOND);
        vm.startPrank(stranger);
        _deliverReports(SECOND);
        assertLt(vm.lastCallGas().gasTotalUsed, 15_000_000);
        vm.stopPrank();
        assertEq(hub.earnedFees(SECOND, stranger), 201 * (entryFee / 1 gwei * 3 / 8));
        (uint64 reported,,,) = hub.escrows(hub.orderIdOf(order), SECOND);
        assertEq(reported, 1);
    }

    /// What one order's call approves is worth nothing to anyone in another's executor.
    function test_approvalsLeftInAnExecutor() public {
        TestToken token = tokens[THIRD];
        Order memory first =
            _withCall(_encode(address(token), abi.encodeCall(token.approve, (stranger, type(uint256).max))), 200_000);
        Order memory second = first;
        second = abi.decode(abi.encode(first), (Order));
        second.nonce = 2;
        address firstExecutor = spokes[THIRD].executorOf(hub.orderIdOf(first));
        address secondExecutor = spokes[THIRD].executorOf(hub.orderIdOf(second));
        assertNotEq(firstExecutor, secondExecutor);
        _fill(first, 0, false);
        // The call took nothing, so everything is the fallback recipient's, and nothing is left to be pulled.
        assertEq(_balance(THIRD, fallbackRecipient), OUTPUT);
        assertEq(token.allowance(firstExecutor, stranger), type(uint256).max);
        assertEq(_balance(THIRD, firstExecutor), 0);
        _on(THIRD);
        Repayment memory repayment = _repayTo(solver, SECOND);
        vm.prank(solver);
        spokes[THIRD].fill(second, 0, repayment, true);
        token.mint(secondExecutor, 5);
        assertEq(token.allowance(secondExecutor, stranger), 0);
        vm.expectRevert();
        vm.prank(stranger);
        token.transferFrom(secondExecutor, stranger, 1);
    }

    /// Whoever gives an executor its outputs to run the call early gives them away: the solvers' come on top, and nobody
    /// but the user's fallback recipient gains.
    function test_callRunEarlyByADonation() public {
        CallTarget target = new CallTarget();
        Order memory order = _withCall(_encode(address(target), abi.encodeCall(target.accept, ())), 200_000);
        address executor = spokes[THIRD].executorOf(hub.orderIdOf(order));
        _open(SECOND, order);
        _on(THIRD);
        tokens[THIRD].mint(executor, OUTPUT);
        vm.prank(stranger);
        spokes[THIRD].execute(order);
        assertEq(target.count(), 1);
        assertEq(_balance(THIRD, fallbackRecipient), OUTPUT);
        _fill(order, 0, true);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        _instructAll();
        assertEq(_balance(THIRD, executor), OUTPUT);
        _on(THIRD);
        spokes[THIRD].execute(order);
        assertEq(target.count(), 1);
        assertEq(_balance(THIRD, fallbackRecipient), 2 * OUTPUT);
        assertEq(_balance(SECOND, solver), FUNDS + INPUT);
        _checkSpokesAreEmpty();
    }

    /// No value gets into an entry that could be rejected: neither a message nor a dispatch carries any, a spoke queues
    /// nothing that the hub would reject, and nobody can be owed what the spoke could not pay.
    function test_valueInRejectedEntries() public {
        _heartbeat(SECOND);
        vm.deal(stranger, 1 ether);
        vm.expectRevert(abi.encodeWithSignature("ValueNotSupported(uint256)", 1 ether));
        vm.prank(stranger);
        spokes[SECOND].dispatch{value: 1 ether}(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IChannel.MessageWithValue.selector, 1 ether));
        vm.prank(stranger);
        spokes[SECOND].receiveMessage{value: 1 ether}(0, "", "");
        assertEq(stranger.balance, 1 ether);

        bytes32 noAddress = bytes32(uint256(1) << 160);
        Order memory order = _order(_leg(SECOND, THIRD));
        order.legs[0].recipient = noAddress;
        _on(THIRD);
        Repayment memory repayment = _repayTo(solver, SECOND);
        vm.expectRevert(abi.encodeWithSelector(AccountLib.AccountNotAnAddress.selector, noAddress));
        vm.prank(solver);
        spokes[THIRD].fill(order, 0, repayment, true);
        order = _order(_leg(SECOND, THIRD));
        repayment.account = noAddress;
        vm.expectRevert(abi.encodeWithSelector(ISpoke.RepaymentAccountInvalid.selector, noAddress));
        vm.prank(solver);
        spokes[THIRD].fill(order, 0, repayment, true);
        // What was refused was not taken, fee included.
        assertEq(_balance(THIRD, solver), FUNDS);
        assertEq(spokes[THIRD].queuedHead(HUB_CHAIN), 0);
    }

    /// Neither on one chain, by anyone, in either way, nor reported twice.
    function test_doubleFill() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _fill(order, 0, true);
        bytes memory reason = abi.encodeWithSelector(ISpoke.LegAlreadyFilled.selector, hub.orderIdOf(order), 0);
        Repayment memory repayment = _repayTo(stranger, SECOND);
        tokens[THIRD].mint(stranger, OUTPUT);
        vm.startPrank(stranger);
        tokens[THIRD].approve(address(spokes[THIRD]), OUTPUT);
        vm.expectRevert(reason);
        spokes[THIRD].fill(order, 0, repayment, true);
        vm.expectRevert(reason);
        spokes[THIRD].fill(order, 0, repayment, false);
        vm.stopPrank();
        vm.expectRevert(reason);
        vm.prank(solver);
        spokes[THIRD].fill(order, 0, repayment, false);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        ReportedOrder[] memory again = _list(_reported(order));
        vm.expectRevert(
            abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, hub.orderIdOf(order), Decision.Commit)
        );
        hub.settle(again);
        _instructAll();
        assertEq(_balance(THIRD, recipient), OUTPUT);
        assertEq(_balance(SECOND, solver), FUNDS + INPUT);
        _checkSpokesAreEmpty();
    }

    /// An order filled with one field altered is another order, which nobody escrowed.
    function test_alteredOrder() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        Order memory altered = _order(_leg(SECOND, THIRD));
        altered.legs[0].outputAmount = 1;
        assertNotEq(OrderId.unwrap(hub.orderIdOf(altered)), OrderId.unwrap(hub.orderIdOf(order)));
        _fill(altered, 0, true);
        _report(SECOND);
        _report(THIRD);
        // Shown as the order, or as itself.
        ReportedOrder memory reported = _reported(altered);
        _on(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotEscrowed.selector, hub.orderIdOf(altered), 0));
        hub.settle(_list(reported));
        reported.order = order;
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotFilled.selector, hub.orderIdOf(order), 0));
        hub.settle(_list(reported));
        // Both come back.
        _setClock(THIRD, order.fillDeadline + 1);
        _heartbeat(THIRD);
        _report(THIRD);
        _setClock(SECOND, order.openDeadline + 1);
        _heartbeat(SECOND);
        _report(SECOND);
        _abort(order);
        _abort(altered);
        _instructAll();
        _checkAsBefore();
    }

    /// Who copies a solver's fill with a repayment of their own pays the output themselves; the solver pays nothing.
    function test_frontRunFill() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _on(THIRD);
        Repayment memory repayment = _repayTo(stranger, SECOND);
        // Without tokens of their own.
        vm.expectRevert();
        vm.prank(stranger);
        spokes[THIRD].fill(order, 0, repayment, false);
        tokens[THIRD].mint(stranger, OUTPUT);
        vm.startPrank(stranger);
        tokens[THIRD].approve(address(spokes[THIRD]), OUTPUT);
        spokes[THIRD].fill(order, 0, repayment, false);
        vm.stopPrank();
        assertEq(_balance(THIRD, stranger), 0);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.LegAlreadyFilled.selector, hub.orderIdOf(order), 0));
        vm.prank(solver);
        spokes[THIRD].fill(order, 0, repayment, false);
        assertEq(_balance(THIRD, solver), FUNDS);
        assertEq(_balance(THIRD, recipient), OUTPUT);
    }

    /// Whoever settles can't change who is repaid, nor anything else of the fill.
    function test_swappedRepayment() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _fill(order, 0, true);
        _report(SECOND);
        _report(THIRD);
        bytes memory reason = abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 0);
        _on(HUB_CHAIN);
        for (uint256 i = 0; i < 6; ++i) {
            ReportedOrder memory reported = _reported(order);
            if (i == 0) reported.fills[0].repayment.account = AccountLib.toAccount(stranger);
            if (i == 1) reported.fills[0].solver = stranger;
            if (i == 2) reported.fills[0].hold = false;
            if (i == 3) reported.fills[0].repayment.chain = THIRD;
            if (i == 4) reported.fills[0].repayment.ledgerAccount = stranger;
            if (i == 5) reported.fills[0].fee = 1;
            vm.expectRevert(reason);
            vm.prank(stranger);
            hub.settle(_list(reported));
        }
        _settle(order);
        _instructAll();
        assertEq(_balance(SECOND, solver), FUNDS + INPUT);
    }

    /// The solver filled, and the open was undone: the hub never hears of an escrow, and what is held comes back.
    function test_originReorganisedAfterAHeldFill() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        uint256 beforeOpen = vm.snapshotState();
        _open(SECOND, order);
        assertEq(_balance(SECOND, user), FUNDS - INPUT);
        vm.revertToState(beforeOpen);
        _fill(order, 0, true);
        _report(THIRD);
        _setClock(SECOND, order.openDeadline + 1);
        _heartbeat(SECOND);
        _expectAbortRefused(order);
        _report(SECOND);
        _abort(order);
        _instructAll();
        _checkAsBefore();
    }

    /// Delivered at once, it was at the solver's risk; opened again in time, it is settled after all.
    function test_originReorganisedAfterADirectFill() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        uint256 beforeOpen = vm.snapshotState();
        _openFor(SECOND, order);
        bytes memory signature = _sign(order);
        vm.revertToState(beforeOpen);
        _fill(order, 0, false);
        // The solver itself brings the user's signature again.
        _on(SECOND);
        vm.prank(solver);
        spokes[SECOND].openFor(order, signature);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        _instructAll();
        assertEq(_balance(SECOND, solver), FUNDS + INPUT);
        assertEq(_balance(THIRD, recipient), OUTPUT);
    }

    /// Each deadline is read off one clock, whatever the others show.
    function test_clocksFifteenMinutesApart() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        // The origin is behind, the destination ahead, the hub in between; and the other way round.
        for (uint256 i = 0; i < 2; ++i) {
            order.nonce = 10 + i;
            uint64 start = NOW + 1000 * uint64(i);
            order.openDeadline = start + 1800;
            order.fillDeadline = start + 3600;
            _setClock(HUB_CHAIN, start + 900);
            _setClock(SECOND, i == 0 ? start : start + 1800);
            _setClock(THIRD, i == 0 ? start + 1800 : start);
            _open(SECOND, order);
            _setClock(THIRD, order.fillDeadline);
            _fill(order, 0, true);
            _report(SECOND);
            _report(THIRD);
            // The hub's clock may be past it.
            _setClock(HUB_CHAIN, order.fillDeadline + 900);
            _expectAbortRefused(order);
            _settle(order);
            _instructAll();
        }
        assertEq(_balance(THIRD, recipient), 2 * OUTPUT);
        assertEq(_balance(SECOND, solver), FUNDS + 2 * INPUT);
        _checkSpokesAreEmpty();
    }

    /// A chain that halts before the deadline and goes on after it: until it speaks, nothing is decided against its fill.
    function test_haltedChain() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _report(SECOND);
        // The last block before the halt has the fill.
        _setClock(THIRD, order.fillDeadline - 1);
        _fill(order, 0, false);
        _setClock(HUB_CHAIN, order.fillDeadline + 6 days);
        _expectAbortRefused(order);
        vm.expectRevert();
        hub.retire(THIRD);
        // It goes on days later, by its own clock.
        _setClock(THIRD, order.fillDeadline + 6 days);
        _heartbeat(THIRD);
        _expectAbortRefused(order);
        _report(THIRD);
        _expectAbortRefused(order);
        _settle(order);
        _instructAll();
        assertEq(_balance(SECOND, solver), FUNDS + INPUT);
    }

    /// Amounts are the tokens' own, to the last unit; nothing is scaled.
    function test_decimals() public {
        uint8[3] memory decimals = [6, 8, 18];
        TestToken[3] memory units;
        uint64[3] memory chains = _chains();
        Leg[] memory legs = new Leg[](3);
        for (uint256 i = 0; i < 3; ++i) {
            units[i] = new TestToken("Unit", "UNIT", decimals[i]);
            units[i].mint(user, 10 ** decimals[i]);
            units[i].mint(solver, 10 ** decimals[i]);
            vm.prank(user);
            units[i].approve(address(spokes[chains[i]]), type(uint256).max);
            vm.prank(solver);
            units[i].approve(address(spokes[chains[i]]), type(uint256).max);
        }
        // Each chain's whole token minus one unit for the next chain's.
        for (uint256 i = 0; i < 3; ++i) {
            legs[i] = _leg(chains[i], chains[(i + 1) % 3]);
            legs[i].inputToken = address(units[i]);
            legs[i].inputAmount = uint128(10 ** decimals[i] - 1);
            legs[i].outputToken = AccountLib.toAccount(address(units[(i + 1) % 3]));
            legs[i].outputAmount = uint128(10 ** decimals[(i + 1) % 3] - 3);
        }
        Order memory order = _order(legs[0]);
        order.legs = legs;
        for (uint256 i = 0; i < 3; ++i) {
            _open(chains[i], order);
        }
        for (uint8 i = 0; i < 3; ++i) {
            _fill(order, i, i != 1);
        }
        for (uint256 i = 0; i < 3; ++i) {
            _report(chains[i]);
        }
        _settle(order);
        _instructAll();
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(units[i].balanceOf(user), 1);
            assertEq(units[i].balanceOf(recipient), 10 ** decimals[i] - 3);
            assertEq(units[i].balanceOf(solver), 10 ** decimals[i] + 2);
            assertEq(units[i].balanceOf(address(spokes[chains[i]])), 0);
        }
    }

    /// Neither escrowed nor held, since the spoke would owe what it did not get; delivered at once, at the amount that the
    /// solver hands over.
    function test_feeOnTransferToken() public {
        ScriptedToken token = _scripted(THIRD);
        token.charge(1);
        Order memory order = _order(_leg(THIRD, SECOND));
        order.legs[0].inputToken = address(token);
        _on(THIRD);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.TransferInexact.selector, token, INPUT, INPUT - 1));
        vm.prank(user);
        spokes[THIRD].open(order);
        order = _order(_leg(SECOND, THIRD));
        order.legs[0].outputToken = AccountLib.toAccount(address(token));
        Repayment memory repayment = _repayTo(solver, SECOND);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.TransferInexact.selector, token, OUTPUT, OUTPUT - 1));
        vm.prank(solver);
        spokes[THIRD].fill(order, 0, repayment, true);
        _fill(order, 0, false);
        assertEq(token.balanceOf(recipient), OUTPUT - 1);
        assertEq(token.balanceOf(address(spokes[THIRD])), 0);
    }

    /// What a token takes from the spoke is missing to those who are owed it, and to nobody else.
    function test_rebasingToken() public {
        RebasingToken token = new RebasingToken();
        token.mint(user, INPUT);
        vm.prank(user);
        token.approve(address(spokes[SECOND]), INPUT);
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, THIRD));
        order.legs[0].inputToken = address(token);
        _open(SECOND, order);
        token.rebase(address(spokes[SECOND]), -1);
        _setClock(THIRD, order.fillDeadline + 1);
        _heartbeat(THIRD);
        _report(SECOND);
        _report(THIRD);
        _abort(order);
        _instructAll();
        assertEq(_balance(SECOND, user), FUNDS);
        assertEq(spokes[SECOND].claimable(address(token), user), INPUT);
        // In parts, what is there; the rest when it is.
        _on(SECOND);
        spokes[SECOND].claim(address(token), user, INPUT - 1);
        token.rebase(address(spokes[SECOND]), 1);
        spokes[SECOND].claim(address(token), user, 1);
        assertEq(token.balanceOf(user), INPUT);
    }

    function test_tokenWithoutAReturnValue() public {
        ScriptedToken input = _scripted(SECOND);
        ScriptedToken output = _scripted(THIRD);
        input.answerWith(ScriptedToken.Answer.Nothing);
        output.answerWith(ScriptedToken.Answer.Nothing);
        Order memory order = _order(_leg(SECOND, THIRD));
        order.legs[0].inputToken = address(input);
        order.legs[0].outputToken = AccountLib.toAccount(address(output));
        _open(SECOND, order);
        _fill(order, 0, true);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        _instructAll();
        assertEq(input.balanceOf(solver), FUNDS + INPUT);
        assertEq(output.balanceOf(recipient), OUTPUT);
    }

    /// Holder and recipient are called, before and after each move: they find nothing that they could do twice.
    function test_erc777Token() public {
        HookedToken token = new HookedToken();
        TestAccount account = new TestAccount(user);
        token.mint(address(account), 10 * INPUT);
        account.execute(address(token), 0, abi.encodeCall(token.approve, (address(spokes[SECOND]), 10 * INPUT)));
        Order memory order = _order(_leg(SECOND, THIRD));
        order.user = address(account);
        order.legs[0].inputToken = address(token);
        bytes memory open = abi.encodeCall(ISpoke.open, (order));
        account.callBefore(address(spokes[SECOND]), 0, open);
        _on(SECOND);
        account.execute(address(spokes[SECOND]), 0, open);
        assertFalse(account.hookSucceeded());
        assertEq(token.balanceOf(address(spokes[SECOND])), INPUT);
        // A gift in the middle of a pull does not pass for part of it.
        account.callBefore(address(token), 0, abi.encodeCall(token.transfer, (address(spokes[SECOND]), 1)));
        vm.expectRevert(abi.encodeWithSelector(ISpoke.TransferInexact.selector, token, INPUT, INPUT + 1));
        account.execute(address(spokes[SECOND]), 0, open);

        // Refunded, it tries to be refunded again.
        _report(SECOND);
        _setClock(THIRD, order.fillDeadline + 1);
        _heartbeat(THIRD);
        _report(THIRD);
        _abort(order);
        account.callBefore(
            address(spokes[SECOND]), 0, abi.encodeCall(ISpoke.claim, (address(token), address(account), INPUT))
        );
        _instructAll();
        assertFalse(account.hookSucceeded());
        assertEq(token.balanceOf(address(account)), 10 * INPUT);
        assertEq(token.balanceOf(address(spokes[SECOND])), 0);
    }

    /// The payout to one who is blocked waits, and stops nobody else's; a direct fill to them is no fill.
    function test_blocklistedRecipient() public {
        ScriptedToken output = _scripted(THIRD);
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, THIRD));
        order.legs[0].outputToken = AccountLib.toAccount(address(output));
        _open(SECOND, order);
        output.blockAccount(recipient);
        _on(THIRD);
        Repayment memory repayment = _repayTo(solver, SECOND);
        vm.expectRevert(ScriptedToken.Refused.selector);
        vm.prank(solver);
        spokes[THIRD].fill(order, 0, repayment, false);
        _fill(order, 0, true);
        _fill(order, 1, true);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        _instructAll();
        assertEq(spokes[THIRD].claimable(address(output), recipient), OUTPUT);
        assertEq(_balance(THIRD, recipient), OUTPUT);
        assertEq(_balance(SECOND, solver), FUNDS + 2 * INPUT);
        output.blockAccount(address(0));
        _on(THIRD);
        spokes[THIRD].claim(address(output), recipient, OUTPUT);
        assertEq(output.balanceOf(recipient), OUTPUT);
    }

    function test_revertingRecipient() public {
        _checkUnwilling(TestAccount.Answer.Refuse);
    }

    function test_oneMegabyteOfReturnData() public {
        _checkUnwilling(TestAccount.Answer.RefuseWithBomb);
    }

    /// On the hub's own chain, where all contracts are at hand: a token that is being paid out settles, delivers, dispatches.
    function test_reentrancy_fromAToken() public {
        (Order memory first, Order memory second, ScriptedToken token) = _twoHeldOnTheHubsChain();
        _settle(first);
        ReportedOrder[] memory other = _list(_reported(second));
        _on(HUB_CHAIN);
        token.callBefore(address(hub), abi.encodeCall(IHub.settle, (other)));
        _instruct(HUB_CHAIN);
        // The hub is free to decide; what it queues is paid in its turn, once.
        assertTrue(token.hookSucceeded());
        assertEq(uint8(_decision(second)), uint8(Decision.Commit));
        assertEq(token.balanceOf(recipient), OUTPUT);
        _instructAll();
        assertEq(token.balanceOf(recipient), 2 * OUTPUT);
        assertEq(token.balanceOf(address(spokes[HUB_CHAIN])), 0);
    }

    /// A call dispatches the hub's head to its own spoke and delivers over it: the spoke is in the middle of something.
    function test_reentrancy_fromACall() public {
        (Order memory first,, ScriptedToken token) = _twoHeldOnTheHubsChain();
        _settle(first);
        CallTarget target = new CallTarget();
        _on(HUB_CHAIN);
        bytes[] memory entries = _pending(address(hub), HUB_CHAIN);
        hub.dispatch(HUB_CHAIN);
        Order memory order = _withCall("", 2_000_000);
        (order.legs[0].destinationChain, order.calls[0].chain) = (HUB_CHAIN, HUB_CHAIN);
        order.legs[0].outputToken = AccountLib.toAccount(address(tokens[HUB_CHAIN]));
        bytes memory deliver = abi.encodeCall(IChannel.deliver, (HUB_CHAIN, entries, new bytes32[](0)));
        order.calls[0].calls =
            _encode(address(target), abi.encodeCall(target.callBack, (address(spokes[HUB_CHAIN]), deliver)));
        _fill(order, 0, false);
        assertEq(target.count(), 1);
        assertFalse(target.hookSucceeded());
        assertEq(bytes4(target.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(token.balanceOf(recipient), 0);
        spokes[HUB_CHAIN].deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(token.balanceOf(recipient), OUTPUT);
    }

    /// A recipient of the native token aborts its own order while it is paid: it was decided before.
    function test_reentrancy_fromARecipient() public {
        TestAccount account = new TestAccount(user);
        vm.deal(solver, 10 * OUTPUT);
        Order memory order = _order(_leg(SECOND, HUB_CHAIN));
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
        order.legs[0].recipient = AccountLib.toAccount(address(account));
        _open(SECOND, order);
        _fill(order, 0, true, OUTPUT, 0);
        _report(SECOND);
        _report(HUB_CHAIN);
        _settle(order);
        ReportedOrder[] memory reported = _list(_reported(order));
        account.callBefore(address(hub), 0, abi.encodeCall(IHub.refund, (reported)));
        _instructAll();
        assertFalse(account.hookSucceeded());
        assertEq(bytes4(account.hookResult()), IHub.NothingToRefund.selector);
        assertEq(address(account).balance, OUTPUT);

        // Paid directly, it fills the leg again, or claims what is not its.
        order.nonce = 2;
        Repayment memory repayment = _repayTo(address(account), SECOND);
        account.callBefore(
            address(spokes[HUB_CHAIN]), OUTPUT, abi.encodeCall(ISpoke.fill, (order, 0, repayment, false))
        );
        _fill(order, 0, false, OUTPUT, 0);
        assertFalse(account.hookSucceeded());
        assertEq(bytes4(account.hookResult()), ISpoke.LegAlreadyFilled.selector);
        assertEq(address(account).balance, 2 * OUTPUT);
    }

    /// One word of the calldata of an open is replaced: whatever is opened then is the order that its event shows, under
    /// its own id, with its own inputs.
    function testFuzz_malformedCalldata(uint256 position, bytes32 word, bool small, bool withCall) public {
        Order memory order = withCall ? _withCall("calls", 1) : _order(_leg(SECOND, THIRD), _leg(SECOND, THIRD));
        bytes memory data = abi.encodeCall(ISpoke.open, (order));
        position = 4 + 32 * (position % ((data.length - 4) / 32));
        // Offsets and lengths are small numbers.
        if (small) word = bytes32(uint256(word) % 1024);
        assembly {
            mstore(add(add(data, 0x20), position), word)
        }
        uint256 balanceBefore = _balance(SECOND, user);
        _on(SECOND);
        vm.recordLogs();
        vm.prank(user);
        (bool success, bytes memory result) = address(spokes[SECOND]).call(data);
        if (!success) {
            assertEq(_balance(SECOND, user), balanceBefore);
            return;
        }
        bytes32 orderId = abi.decode(result, (bytes32));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != ISpoke.OrderOpened.selector) continue;
            Order memory opened = abi.decode(logs[i].data, (Order));
            assertEq(PlainOrderHash.id(opened, hub.domainSeparator()), orderId);
            assertEq(logs[i].topics[1], orderId);
            uint256 inputs;
            for (uint256 j = 0; j < opened.legs.length; ++j) {
                if (opened.legs[j].originChain == SECOND) inputs += opened.legs[j].inputAmount;
            }
            assertEq(balanceBefore - _balance(SECOND, user), inputs);
            return;
        }
        fail();
    }

    /// Any bytes at all, as an entry: both ends take them, at most as a rejection, and go on.
    function testFuzz_malformedEntries(bytes memory entry, uint8 kind, uint8 length) public {
        if (entry.length != 0) entry[0] = bytes1(kind % 5);
        uint8[6] memory lengths = [3, 17, 46, 118, 128, 0];
        uint256 wanted = lengths[length % 6];
        if (wanted != 0) {
            entry = bytes.concat(entry, new bytes(200));
            assembly {
                mstore(entry, wanted)
            }
        }
        bytes[] memory entries = Entries.list(entry, Entries.heartbeat(NOW + 10));
        _on(HUB_CHAIN);
        (address gateway, address spoke) = hub.route(SECOND);
        bytes32 head = Entries.fold(hub.processedHead(SECOND), entries);
        vm.prank(gateway);
        hub.receiveMessage(0, InteroperableAddress.formatEvmV1(SECOND, spoke), abi.encodePacked(head));
        hub.deliver(SECOND, entries, new bytes32[](0));
        assertEq(hub.processedHead(SECOND), head);

        _on(SECOND);
        (gateway,) = spokes[SECOND].route(HUB_CHAIN);
        head = Entries.fold(spokes[SECOND].processedHead(HUB_CHAIN), entries);
        vm.prank(gateway);
        spokes[SECOND].receiveMessage(
            0, InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub)), abi.encodePacked(head)
        );
        spokes[SECOND].deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(spokes[SECOND].processedHead(HUB_CHAIN), head);
        assertEq(_balance(SECOND, address(spokes[SECOND])), 0);
    }

    /// With everything paused and every chain told to take no more, whatever was begun ends.
    function test_pauseAgainstRefund() public {
        Order memory committed = _order(_leg(SECOND, THIRD));
        Order memory aborted = _order(_leg(SECOND, THIRD), _leg(SECOND, THIRD));
        aborted.nonce = 2;
        _open(SECOND, committed);
        _open(SECOND, aborted);
        _fill(committed, 0, true);
        _fill(aborted, 1, true);
        for (uint256 i = 0; i < 3; ++i) {
            _on(_chains()[i]);
            spokes[_chains()[i]].pause(true, true);
        }
        _report(SECOND);
        _report(THIRD);
        _settle(committed);
        _setClock(THIRD, aborted.fillDeadline + 1);
        // The user need not even wait for a heartbeat that somebody else sends.
        vm.prank(user);
        spokes[THIRD].heartbeat();
        _report(THIRD);
        vm.mockCallRevert(
            address(tokens[SECOND]), abi.encodeCall(tokens[SECOND].transfer, (user, 2 * INPUT)), "refused"
        );
        _abort(aborted);
        _instructAll();
        assertEq(_balance(THIRD, recipient), OUTPUT);
        assertEq(_balance(THIRD, solver), FUNDS - OUTPUT);
        assertEq(_balance(SECOND, solver), FUNDS + INPUT);
        assertEq(spokes[SECOND].claimable(address(tokens[SECOND]), user), 2 * INPUT);
        vm.clearMockedCalls();
        _on(SECOND);
        spokes[SECOND].claim(address(tokens[SECOND]), user, 2 * INPUT);
        assertEq(_balance(SECOND, user), FUNDS - INPUT);
        _checkSpokesAreEmpty();
    }

    /// A recipient of a held native output who does not want it.
    function _checkUnwilling(TestAccount.Answer answer) private {
        TestAccount unwilling = new TestAccount(user);
        unwilling.answerWith(answer);
        vm.deal(solver, 10 * OUTPUT);
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, THIRD));
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
        order.legs[0].recipient = AccountLib.toAccount(address(unwilling));
        _open(SECOND, order);
        _on(THIRD);
        Repayment memory repayment = _repayTo(solver, SECOND);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NativeTransferFailed.selector, unwilling));
        vm.prank(solver);
        spokes[THIRD].fill{value: OUTPUT}(order, 0, repayment, false);
        _fill(order, 0, true, OUTPUT, 0);
        _fill(order, 1, true);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        uint256 gasBefore = gasleft();
        _instruct(THIRD);
        assertLt(gasBefore - gasleft(), 3_000_000);
        _instruct(SECOND);
        assertEq(spokes[THIRD].claimable(NATIVE, address(unwilling)), OUTPUT);
        assertEq(_balance(THIRD, recipient), OUTPUT);
        assertEq(_balance(SECOND, solver), FUNDS + 2 * INPUT);
        _on(THIRD);
        spokes[THIRD].claim(NATIVE, address(unwilling), OUTPUT);
        assertEq(wrappedNatives[THIRD].balanceOf(address(unwilling)), OUTPUT);
    }

    /// Two orders whose outputs, in a token that calls back, are held on the hub's own chain; everything is reported.
    function _twoHeldOnTheHubsChain() private returns (Order memory first, Order memory second, ScriptedToken token) {
        token = _scripted(HUB_CHAIN);
        first = _order(_leg(SECOND, HUB_CHAIN));
        first.legs[0].outputToken = AccountLib.toAccount(address(token));
        second = abi.decode(abi.encode(first), (Order));
        second.nonce = 2;
        _open(SECOND, first);
        _open(SECOND, second);
        _fill(first, 0, true);
        _fill(second, 0, true);
        _report(SECOND);
        _report(HUB_CHAIN);
    }

    /// A token on a chain, of which user and solver have what they have of the plain one.
    function _scripted(uint64 chain) private returns (ScriptedToken token) {
        token = new ScriptedToken();
        address[2] memory accounts = [user, solver];
        for (uint256 i = 0; i < 2; ++i) {
            token.mint(accounts[i], FUNDS);
            vm.prank(accounts[i]);
            token.approve(address(spokes[chain]), type(uint256).max);
        }
    }

    /// One leg, to a call on the third chain.
    function _withCall(bytes memory calls, uint256 gas) private view returns (Order memory order) {
        order = _order(_leg(SECOND, THIRD));
        order.legs[0].recipient = 0;
        order.calls = new Call[](1);
        order.calls[0] =
            Call({chain: THIRD, fallbackRecipient: AccountLib.toAccount(fallbackRecipient), calls: calls, gas: gas});
    }

    function _encode(address target, bytes memory data) private pure returns (bytes memory) {
        Execution[] memory executions = new Execution[](1);
        executions[0] = Execution(target, 0, data);
        return abi.encode(executions);
    }

    function _repayTo(address account, uint64 chain) private pure returns (Repayment memory) {
        return Repayment(AccountLib.toAccount(account), address(0), chain, 0);
    }

    /// By the stranger.
    function _expectRefusal(address target, bytes memory data, bytes memory reason) private {
        vm.prank(stranger);
        (bool success, bytes memory result) = target.call(data);
        assertFalse(success);
        assertEq(result, reason);
    }
}
