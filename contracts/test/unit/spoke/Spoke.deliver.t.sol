// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib, NATIVE} from "../../../src/types/Account.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {CallTarget} from "../../mocks/CallTarget.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Vm} from "forge-std/Vm.sol";

contract SpokeDeliverTest is SpokeFixture {
    bytes32 private constant NO_ADDRESS = bytes32(uint256(1) << 160);

    /// What was processed before.
    bytes32 private configured;

    function setUp() public override {
        super.setUp();
        token.mint(address(spoke), 1_000e18);
        configured = spoke.processedHead(HUB_CHAIN);
    }

    function test_deliver_pays() public {
        bytes memory entry = Entries.pay(address(token), recipient, 5e18);
        bytes32 head = _send(Entries.list(entry));
        vm.expectEmit(address(spoke));
        emit IChannel.EntriesDelivered(HUB_CHAIN, configured, head, 1);
        vm.expectEmit(address(spoke));
        emit ISpoke.PayoutPaid(head, address(token), recipient, 5e18);
        vm.prank(stranger);
        spoke.deliver(HUB_CHAIN, Entries.list(entry), new bytes32[](0));

        assertEq(spoke.processedHead(HUB_CHAIN), head);
        assertEq(token.balanceOf(recipient), 5e18);
        assertEq(spoke.claimable(address(token), recipient), 0);
    }

    function test_deliver_paysInATokenThatReturnsNothing() public {
        _expectPaid(ScriptedToken.Answer.Nothing);
    }

    function test_deliver_paysInATokenThatReturnsABomb() public {
        _expectPaid(ScriptedToken.Answer.TrueAndBomb);
    }

    /// Any code at all makes a token: of one byte, which stops.
    function test_deliver_paysInATokenOfOneByte() public {
        address stopping = makeAddr("stopping token");
        vm.etch(stopping, hex"00");
        _instruct(Entries.pay(stopping, recipient, 1));
        assertEq(spoke.claimable(stopping, recipient), 0);
    }

    function test_deliver_makesClaimableWhat_revert_refuses() public {
        _expectFailed(ScriptedToken.Answer.Revert);
    }

    function test_deliver_makesClaimableWhat_aRevertBomb_refuses() public {
        _expectFailed(ScriptedToken.Answer.RevertBomb);
    }

    function test_deliver_makesClaimableWhat_false_refuses() public {
        _expectFailed(ScriptedToken.Answer.False);
    }

    function test_deliver_makesClaimableWhat_aValueOtherThanTrue_refuses() public {
        _expectFailed(ScriptedToken.Answer.Two);
    }

    function test_deliver_makesClaimableWhat_lessThanAWord_refuses() public {
        _expectFailed(ScriptedToken.Answer.OneByte);
    }

    /// Whatever an earlier payout left in the byte that is missing: the account's last one, say.
    function test_deliver_makesClaimableWhat_allButAByte_refuses() public {
        vm.mockCall(address(token), abi.encodeWithSelector(token.transfer.selector), new bytes(31));
        bytes memory pay = Entries.pay(address(token), address(0xff01), 1);
        _instruct(Entries.list(pay, pay));
        assertEq(spoke.claimable(address(token), address(0xff01)), 2);
    }

    function test_deliver_makesClaimableWhat_anEndlessTransfer_refuses() public {
        token.use(type(uint256).max);
        _expectFailed(ScriptedToken.Answer.True);
    }

    function test_deliver_makesClaimableWhat_aTokenWithoutCode_refuses() public {
        address noToken = makeAddr("no token");
        bytes memory entry = Entries.pay(noToken, recipient, 5e18);
        bytes32 head = _send(Entries.list(entry));
        vm.expectEmit(address(spoke));
        emit ISpoke.PayoutFailed(head, noToken, recipient, 5e18);
        spoke.deliver(HUB_CHAIN, Entries.list(entry), new bytes32[](0));
        assertEq(spoke.claimable(noToken, recipient), 5e18);
    }

    function test_deliver_makesClaimableWhat_theSpokeLacks() public {
        _instruct(Entries.pay(address(token), recipient, 1_001e18));
        assertEq(spoke.claimable(address(token), recipient), 1_001e18);
    }

    function test_deliver_addsUpWhatIsClaimable() public {
        token.answerWith(ScriptedToken.Answer.Revert);
        bytes memory entry = Entries.pay(address(token), recipient, 5e18);
        _instruct(Entries.list(entry, entry, Entries.pay(address(token), stranger, 1e18)));
        assertEq(spoke.claimable(address(token), recipient), 10e18);
        assertEq(spoke.claimable(address(token), stranger), 1e18);
    }

    function test_deliver_goesOnAfterAFailedPayout() public {
        ScriptedToken refusing = new ScriptedToken();
        refusing.answerWith(ScriptedToken.Answer.RevertBomb);
        _instruct(
            Entries.list(
                Entries.pay(address(token), recipient, 1),
                Entries.pay(address(refusing), recipient, 1),
                Entries.pay(address(token), recipient, 1)
            )
        );
        assertEq(token.balanceOf(recipient), 2);
        assertEq(spoke.claimable(address(refusing), recipient), 1);
    }

    /// What a payout pays for its delivery is whoever's who delivers it.
    function test_deliver_creditsThePayoutsFee() public {
        bytes memory entry = Entries.pay(address(token), recipient, 5e18, 0, 0.25e18);
        bytes32 head = _send(Entries.list(entry));
        vm.expectEmit(address(spoke));
        emit ISpoke.PayoutFeeCredited(head, address(token), stranger, 0.25e18);
        vm.expectEmit(address(spoke));
        emit ISpoke.PayoutPaid(head, address(token), recipient, 5e18);
        vm.prank(stranger);
        spoke.deliver(HUB_CHAIN, Entries.list(entry), new bytes32[](0));
        assertEq(token.balanceOf(recipient), 5e18);
        assertEq(spoke.claimable(address(token), stranger), 0.25e18);
        assertEq(spoke.claimable(address(token), recipient), 0);
        spoke.claim(address(token), stranger, 0.25e18);
        assertEq(token.balanceOf(stranger), 0.25e18);
    }

    function test_deliver_addsUpPayoutsFees() public {
        bytes[] memory entries = Entries.list(
            Entries.pay(address(token), recipient, 1, 0, 3),
            Entries.pay(NATIVE, recipient, 0, 0, 5),
            Entries.pay(address(token), address(0xff01), 1, 0, 4)
        );
        _send(entries);
        vm.prank(stranger);
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(spoke.claimable(address(token), stranger), 7);
        assertEq(spoke.claimable(NATIVE, stranger), 5);
    }

    /// Whoever carries what can't be paid has carried it.
    function test_deliver_creditsTheFeeOfWhatIsRefused() public {
        token.answerWith(ScriptedToken.Answer.Revert);
        bytes memory refused = Entries.pay(address(token), recipient, 5e18, 0, 2);
        bytes memory rejected = Entries.pay(AccountLib.toAccount(address(token)), NO_ADDRESS, 1, 0, 3);
        bytes[] memory entries = Entries.list(refused, rejected, Entries.pay(NO_ADDRESS, NO_ADDRESS, 1, 0, 7));
        _send(entries);
        vm.prank(stranger);
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(spoke.claimable(address(token), recipient), 5e18);
        assertEq(spoke.claimable(address(token), stranger), 5);
    }

    /// Not even the hub's word stops the channel.
    function test_deliver_creditsNoMoreThanCanBeCounted() public {
        bytes[] memory entries = new bytes[](2);
        token.answerWith(ScriptedToken.Answer.Revert);
        entries[0] = Entries.pay(address(token), stranger, type(uint256).max - 1, 0, 0);
        entries[1] = Entries.pay(address(token), recipient, 1, 0, 2);
        _send(entries);
        vm.prank(stranger);
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(spoke.claimable(address(token), stranger), type(uint256).max);
    }

    function test_deliver_withoutAPayoutsFee_creditsNothing() public {
        bytes memory entry = Entries.pay(address(token), recipient, 5e18);
        _send(Entries.list(entry));
        vm.recordLogs();
        spoke.deliver(HUB_CHAIN, Entries.list(entry), new bytes32[](0));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            assertNotEq(logs[i].topics[0], ISpoke.PayoutFeeCredited.selector);
        }
    }

    function test_deliver_configures() public {
        bytes memory entry = Entries.configure(true, 200, 3);
        bytes32 head = _send(Entries.list(entry));
        vm.expectEmit(address(spoke));
        emit ISpoke.Configured(head, true, 1600 gwei);
        vm.recordLogs();
        spoke.deliver(HUB_CHAIN, Entries.list(entry), new bytes32[](0));
        // Beside EntriesDelivered, nothing.
        assertEq(vm.getRecordedLogs().length, 2);
        (bool accepting, bool opensPaused, bool fillsPaused, uint256 entryFee) = spoke.configuration();
        assertTrue(accepting && !opensPaused && !fillsPaused);
        assertEq(entryFee, 1600 gwei);

        entry = Entries.configure(false, 255, 31);
        head = _send(Entries.list(entry));
        vm.expectEmit(address(spoke));
        emit ISpoke.Configured(head, false, (255 << 31) * 1 gwei);
        spoke.deliver(HUB_CHAIN, Entries.list(entry), new bytes32[](0));
        (accepting,,, entryFee) = spoke.configuration();
        assertFalse(accepting);
        assertEq(entryFee, (255 << 31) * 1 gwei);
    }

    /// Its reports' head lies in the same slot.
    function test_deliver_configures_andLeavesTheHead() public {
        spoke.heartbeat();
        bytes32 head = spoke.queuedHead(HUB_CHAIN);
        _instruct(Entries.configure(0xffff));
        assertEq(spoke.queuedHead(HUB_CHAIN), head);
    }

    function test_deliver_whileEverythingIsPaused() public {
        spoke.pause(true, true);
        _configure(false, 0);
        _instruct(Entries.pay(address(token), recipient, 5e18, 3));
        assertEq(token.balanceOf(recipient), 5e18);
    }

    /// Whoever delivers is paid what the entries say, from the fees that the spoke holds.
    function test_deliver_paysWhoeverDelivers() public {
        vm.deal(address(spoke), 1 ether);
        bytes[] memory entries = Entries.list(
            Entries.pay(address(token), recipient, 1, 3),
            Entries.pay(address(token), recipient, 1, 0),
            Entries.pay(address(token), recipient, 1, type(uint40).max - 3)
        );
        vm.deal(address(spoke), uint256(type(uint40).max) * 1 gwei);
        _send(entries);
        vm.expectEmit(address(spoke));
        emit ISpoke.DeliveryPaid(stranger, uint256(type(uint40).max) * 1 gwei);
        vm.prank(stranger);
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(stranger.balance, 1_000 ether + uint256(type(uint40).max) * 1 gwei);
        assertEq(address(spoke).balance, 0);
    }

    /// Each delivery for its own entries, in one transaction too.
    function test_deliver_twice_paysEachOnce() public {
        vm.deal(address(spoke), 1 ether);
        for (uint40 i = 1; i < 4; ++i) {
            bytes[] memory entries = Entries.list(Entries.pay(address(token), recipient, 1, i));
            _send(entries);
            vm.prank(stranger);
            spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        }
        assertEq(stranger.balance, 1_000 ether + 6 gwei);
        // A delivery without fees pays nothing, and says nothing.
        bytes[] memory free = Entries.list(Entries.pay(address(token), recipient, 1));
        _send(free);
        vm.recordLogs();
        vm.prank(stranger);
        spoke.deliver(HUB_CHAIN, free, new bytes32[](0));
        // EntriesDelivered, the Transfer, PayoutPaid.
        assertEq(vm.getRecordedLogs().length, 3);
    }

    /// Also for an entry that pays nobody.
    function test_deliver_paysForARejectedPayout() public {
        vm.deal(address(spoke), 1 ether);
        bytes[] memory entries = Entries.list(Entries.pay(NO_ADDRESS, NO_ADDRESS, 1, 7));
        _send(entries);
        vm.prank(stranger);
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(stranger.balance, 1_000 ether + 7 gwei);
    }

    function test_deliver_creditsWhoeverRefusesTheirFees() public {
        vm.deal(address(spoke), 1 ether);
        TestAccount refusing = new TestAccount(user);
        refusing.answerWith(TestAccount.Answer.RefuseWithBomb);
        bytes[] memory entries = Entries.list(Entries.pay(address(token), recipient, 1, 7));
        _send(entries);
        vm.expectEmit(address(spoke));
        emit ISpoke.DeliveryCredited(address(refusing), 7 gwei);
        refusing.execute(address(spoke), 0, abi.encodeCall(IChannel.deliver, (HUB_CHAIN, entries, new bytes32[](0))));
        assertEq(spoke.claimable(NATIVE, address(refusing)), 7 gwei);
        assertEq(token.balanceOf(recipient), 1);
        refusing.answerWith(TestAccount.Answer.Take);
        spoke.claim(NATIVE, address(refusing), 7 gwei);
        assertEq(address(refusing).balance, 7 gwei);
    }

    /// The fees used up, they are paid from what is wrapped.
    function test_deliver_unwrapsForWhoeverDelivers() public {
        _wrapForSpoke(1 ether);
        bytes[] memory entries = Entries.list(Entries.pay(address(token), recipient, 1, 7));
        _send(entries);
        vm.prank(stranger);
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(stranger.balance, 1_000 ether + 7 gwei);
        assertEq(wrappedNative.balanceOf(address(spoke)), 1 ether - 7 gwei);
    }

    function test_deliver_native_paysFromTheFeesFirst() public {
        _wrapForSpoke(10 ether);
        vm.deal(address(spoke), 1 ether);
        bytes memory entry = Entries.pay(NATIVE, recipient, 1 ether);
        bytes32 head = _send(Entries.list(entry));
        vm.expectEmit(address(spoke));
        emit ISpoke.PayoutPaid(head, NATIVE, recipient, 1 ether);
        spoke.deliver(HUB_CHAIN, Entries.list(entry), new bytes32[](0));
        assertEq(recipient.balance, 1 ether);
        assertEq(wrappedNative.balanceOf(address(spoke)), 10 ether);
        vm.deal(address(spoke), 1 ether);
        _instruct(Entries.pay(NATIVE, recipient, 3 ether));
        assertEq(recipient.balance, 4 ether);
        assertEq(wrappedNative.balanceOf(address(spoke)), 8 ether);
        assertEq(address(spoke).balance, 0);
    }

    function test_deliver_native_makesClaimableWhat_anAccountRefuses() public {
        _expectNativeFailed(TestAccount.Answer.Refuse);
    }

    function test_deliver_native_makesClaimableWhat_anAccountRefusesWithABomb() public {
        _expectNativeFailed(TestAccount.Answer.RefuseWithBomb);
    }

    function test_deliver_native_makesClaimableWhat_anAccountNeedsTooMuchGasFor() public {
        _expectNativeFailed(TestAccount.Answer.BurnGas);
    }

    function test_deliver_native_makesClaimableWhat_theSpokeLacks() public {
        _wrapForSpoke(1 ether);
        vm.deal(address(spoke), 1 ether);
        _instruct(Entries.pay(NATIVE, recipient, 2 ether + 1));
        assertEq(spoke.claimable(NATIVE, recipient), 2 ether + 1);
        assertEq(wrappedNative.balanceOf(address(spoke)), 1 ether);
    }

    function test_deliver_native_withoutAWrappedToken() public {
        spoke = _createSpoke();
        spoke.setRoute(address(this));
        vm.deal(address(spoke), 1 ether);
        _instruct(Entries.pay(NATIVE, recipient, 1 ether));
        assertEq(recipient.balance, 1 ether);
        _instruct(Entries.pay(NATIVE, recipient, 1 ether));
        assertEq(spoke.claimable(NATIVE, recipient), 1 ether);
    }

    /// An account that needs nearly all of a payout's gas is never refused it, though the payout unwraps first.
    function test_deliver_native_withLittleGas_paysOrReverts() public {
        _wrapForSpoke(10 ether);
        CallTarget burner = new CallTarget();
        TestAccount account = new TestAccount(user);
        account.callBefore(address(burner), 0, abi.encodeCall(burner.use, (230_000)));
        bytes[] memory entries = Entries.list(Entries.pay(NATIVE, address(account), 1 ether));
        _send(entries);
        uint256 snapshot = vm.snapshotState();
        uint256 reverted;
        for (uint256 gas = 50_000; gas < 600_000; gas += gas < 300_000 ? 50_000 : 1_000) {
            vm.cool(address(spoke));
            vm.cool(address(wrappedNative));
            vm.cool(address(account));
            try spoke.deliver{gas: gas}(HUB_CHAIN, entries, new bytes32[](0)) {
                assertTrue(account.hookSucceeded());
                assertEq(address(account).balance, 1 ether);
            } catch {
                ++reverted;
            }
            assertEq(spoke.claimable(NATIVE, address(account)), 0);
            vm.revertToState(snapshot);
        }
        assertNotEq(reverted, 0);
        assertLt(reverted, 200);
    }

    /// Not even the hub's word may stop the channel.
    function test_deliver_saturatesWhatIsClaimable() public {
        token.answerWith(ScriptedToken.Answer.Revert);
        bytes memory entry = Entries.pay(address(token), recipient, type(uint256).max);
        _instruct(Entries.list(entry, entry));
        assertEq(spoke.claimable(address(token), recipient), type(uint256).max);
    }

    function test_deliver_native_refusesToBeReentered() public {
        _wrapForSpoke(10 ether);
        bytes memory entry = Entries.pay(address(token), recipient, 1);
        bytes[3] memory reentries = [
            abi.encodeCall(IChannel.deliver, (HUB_CHAIN, Entries.list(entry), new bytes32[](0))),
            abi.encodeCall(ISpoke.claim, (NATIVE, recipient, 1)),
            abi.encodeCall(ISpoke.execute, (_incoming()))
        ];
        for (uint256 i = 0; i < 3; ++i) {
            TestAccount account = new TestAccount(user);
            account.callBefore(address(spoke), 0, reentries[i]);
            _instruct(Entries.list(Entries.pay(NATIVE, address(account), 1 ether), entry));
            assertEq(address(account).balance, 1 ether);
            assertFalse(account.hookSucceeded());
            assertEq(bytes4(account.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        }
    }

    function test_deliver_rejects_EntryMalformed() public {
        bytes memory pay = Entries.pay(address(token), recipient, 5e18);
        _expectRejected("", IChannel.EntryMalformed.selector);
        _expectRejected(hex"00", IChannel.EntryMalformed.selector);
        _expectRejected(Entries.heartbeat(NOW), IChannel.EntryMalformed.selector);
        _expectRejected(bytes.concat(pay, hex"00"), IChannel.EntryMalformed.selector);
        _expectRejected(abi.encodePacked(pay[0], new bytes(100)), IChannel.EntryMalformed.selector);
        bytes memory configure = Entries.configure();
        _expectRejected(bytes.concat(configure, hex"00"), IChannel.EntryMalformed.selector);
        _expectRejected(abi.encodePacked(configure[0], configure[1]), IChannel.EntryMalformed.selector);
        _expectRejected(hex"000000", IChannel.EntryMalformed.selector);
        _expectRejected(hex"020000", IChannel.EntryMalformed.selector);
        for (uint256 kind = 1; kind < 256; kind += 127) {
            bytes memory unknown = bytes.concat(pay);
            unknown[0] = bytes1(uint8(kind));
            _expectRejected(unknown, IChannel.EntryMalformed.selector);
        }

        // The channel goes on.
        _instruct(pay);
        assertEq(token.balanceOf(recipient), 5e18);
    }

    function test_deliver_rejects_AccountNotAnAddress() public {
        bytes32 tokenAccount = AccountLib.toAccount(address(token));
        _expectRejected(Entries.pay(tokenAccount, NO_ADDRESS, 1), AccountLib.AccountNotAnAddress.selector);
        _expectRejected(
            Entries.pay(NO_ADDRESS | tokenAccount, AccountLib.toAccount(recipient), 1),
            AccountLib.AccountNotAnAddress.selector
        );
        assertEq(token.balanceOf(recipient), 0);
    }

    function test_deliver_revertsWith_HeadNotAccepted_fromAnotherChainThanTheHubs() public {
        bytes[] memory entries = Entries.list(Entries.pay(address(token), stranger, 1));
        _send(entries);
        bytes32 head = Entries.fold(0, entries);
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, THERE, head));
        spoke.deliver(THERE, entries, new bytes32[](0));
    }

    /// A delivery with too little gas reverts as a whole; the same delivery with enough pays.
    function test_deliver_revertsWith_GasTooLow() public {
        bytes[] memory entries =
            Entries.list(Entries.pay(address(token), recipient, 1), Entries.pay(address(token), stranger, 1));
        _send(entries);
        // The second is enough for the first payout alone.
        uint256[2] memory gas = [uint256(350_000), 450_000];
        for (uint256 i = 0; i < gas.length; ++i) {
            (bool success, bytes memory reason) = address(spoke).call{gas: gas[i]}(
                abi.encodeCall(IChannel.deliver, (HUB_CHAIN, entries, new bytes32[](0)))
            );
            assertFalse(success);
            _assertGasTooLow(reason, 300_000);
        }

        assertEq(spoke.processedHead(HUB_CHAIN), configured);
        assertEq(token.balanceOf(recipient), 0);
        spoke.deliver{gas: 600_000}(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(token.balanceOf(recipient), 1);
        assertEq(token.balanceOf(stranger), 1);
    }

    /// A token that needs nearly all of a payout's gas is never refused it: with any gas at all, a delivery pays or
    /// reverts, so that nobody can turn a payout into a claim by delivering it with little gas.
    function test_deliver_withLittleGas_paysOrReverts() public {
        token.askFor(297_000);
        token.use(200_000);
        bytes[] memory entries = Entries.list(Entries.pay(address(token), recipient, 1));
        bytes32 head = _send(entries);
        uint256 snapshot = vm.snapshotState();
        uint256 reverted;
        for (uint256 gas = 20_000; gas < 500_000; gas += gas < 300_000 ? 20_000 : 500) {
            vm.cool(address(spoke));
            vm.cool(address(token));
            try spoke.deliver{gas: gas}(HUB_CHAIN, entries, new bytes32[](0)) {
                assertEq(token.balanceOf(recipient), 1);
                assertEq(spoke.processedHead(HUB_CHAIN), head);
            } catch {
                ++reverted;
                assertLt(gas, 450_000, "enough for a payout, its bookkeeping and the entry");
                assertEq(spoke.processedHead(HUB_CHAIN), configured);
            }
            assertEq(spoke.claimable(address(token), recipient), 0);
            vm.revertToState(snapshot);
        }
        assertNotEq(reverted, 0);
    }

    /// A token that burns what it is given and bombs costs the deliverer a bounded amount.
    function test_deliver_ofHostilePayouts_costsABoundedAmount() public {
        token.answerWith(ScriptedToken.Answer.RevertBomb);
        bytes[] memory entries = new bytes[](20);
        for (uint256 i = 0; i < entries.length; ++i) {
            entries[i] = Entries.pay(address(token), recipient, i + 1);
        }
        _send(entries);
        uint256 gasBefore = gasleft();
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertLt(gasBefore - gasleft(), entries.length * 350_000);
        assertEq(spoke.claimable(address(token), recipient), 210);
    }

    function test_deliver_refusesToBeReentered() public {
        bytes memory entry = Entries.pay(address(token), recipient, 5e18);
        bytes[] memory entries = Entries.list(entry, entry);
        _send(entries);
        token.mint(address(token), 100e18);
        bytes[] memory last = Entries.list(entry);
        bytes[5] memory reentries = [
            abi.encodeCall(IChannel.deliver, (HUB_CHAIN, entries, new bytes32[](0))),
            abi.encodeCall(IChannel.deliver, (HUB_CHAIN, last, new bytes32[](0))),
            abi.encodeCall(ISpoke.claim, (address(token), recipient, 1)),
            abi.encodeCall(ISpoke.open, (_outgoing())),
            abi.encodeCall(ISpoke.fill, (_incoming(), 0, _repayment(), true))
        ];
        uint256 snapshot = vm.snapshotState();
        for (uint256 i = 0; i < reentries.length; ++i) {
            token.callBefore(address(spoke), reentries[i]);
            spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
            assertFalse(token.hookSucceeded());
            assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
            assertEq(token.balanceOf(recipient), 10e18);
            vm.revertToState(snapshot);
        }
    }

    function _wrapForSpoke(uint256 amount) private {
        vm.deal(address(this), amount);
        wrappedNative.deposit{value: amount}();
        wrappedNative.transfer(address(spoke), amount);
    }

    function _expectNativeFailed(TestAccount.Answer answer) private {
        _wrapForSpoke(10 ether);
        TestAccount account = new TestAccount(user);
        account.answerWith(answer);
        bytes[] memory entries =
            Entries.list(Entries.pay(NATIVE, address(account), 1 ether), Entries.pay(address(token), recipient, 1));
        _send(entries);
        uint256 gasBefore = gasleft();
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertLt(gasBefore - gasleft(), 600_000);
        assertEq(spoke.claimable(NATIVE, address(account)), 1 ether);
        assertEq(token.balanceOf(recipient), 1);
        assertEq(wrappedNative.balanceOf(address(spoke)) + address(spoke).balance, 10 ether);
        // What still refuses it gets it wrapped.
        if (answer == TestAccount.Answer.BurnGas) account.answerWith(TestAccount.Answer.Refuse);
        spoke.claim(NATIVE, address(account), 1 ether);
        assertEq(address(account).balance, 0);
        assertEq(wrappedNative.balanceOf(address(account)), 1 ether);
    }

    function _expectPaid(ScriptedToken.Answer answer) private {
        token.answerWith(answer);
        bytes memory entry = Entries.pay(address(token), recipient, 5e18);
        bytes32 head = _send(Entries.list(entry));
        vm.expectEmit(address(spoke));
        emit ISpoke.PayoutPaid(head, address(token), recipient, 5e18);
        spoke.deliver(HUB_CHAIN, Entries.list(entry), new bytes32[](0));
        assertEq(token.balanceOf(recipient), 5e18);
        assertEq(spoke.claimable(address(token), recipient), 0);
    }

    function _expectFailed(ScriptedToken.Answer answer) private {
        token.answerWith(answer);
        bytes memory entry = Entries.pay(address(token), recipient, 5e18);
        bytes32 head = _send(Entries.list(entry));
        vm.expectEmit(address(spoke));
        emit ISpoke.PayoutFailed(head, address(token), recipient, 5e18);
        spoke.deliver(HUB_CHAIN, Entries.list(entry), new bytes32[](0));
        assertEq(token.balanceOf(recipient), 0);
        assertEq(spoke.claimable(address(token), recipient), 5e18);
    }

    function _expectRejected(bytes memory entry, bytes4 reason) private {
        bytes32 head = _send(Entries.list(entry));
        vm.expectEmit(address(spoke));
        emit IChannel.EntryRejected(HUB_CHAIN, head, reason);
        spoke.deliver(HUB_CHAIN, Entries.list(entry), new bytes32[](0));
        assertEq(spoke.processedHead(HUB_CHAIN), head);
    }
}
