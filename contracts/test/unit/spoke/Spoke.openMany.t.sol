// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke, OpenRequest} from "../../../src/spoke/ISpoke.sol";
import {Order} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";
import {Vm} from "forge-std/Vm.sol";

contract SpokeOpenManyTest is SpokeFixture {
    uint256 private constant INPUT = Orders.INPUT_AMOUNT;

    /// The caller's own, one that somebody signed, and one in the native token.
    function test_openMany_opensAll() public {
        _configure(true, 7);
        OpenRequest[] memory requests = new OpenRequest[](3);
        requests[0] = OpenRequest(_numbered(1), "", 7 gwei);
        requests[1] = OpenRequest(_numbered(2), _sign(_numbered(2)), 8 gwei);
        requests[2] = OpenRequest(_outgoingNative(), "", INPUT + 9 gwei);
        vm.expectEmit(address(spoke));
        emit ISpoke.OrderOpened(spoke.orderIdOf(requests[0].order), requests[0].order);
        vm.expectEmit(address(spoke));
        emit ISpoke.OrderPaidFor(spoke.orderIdOf(requests[0].order), solver);
        vm.expectEmit(address(spoke));
        emit ISpoke.SignedOrderOpened(spoke.orderIdOf(requests[1].order), solver, requests[1].order);
        vm.prank(solver);
        spoke.openMany{value: INPUT + 24 gwei}(requests);

        bytes[] memory entries = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            entries[i] = Entries.escrowed(NOW, spoke.orderIdOf(requests[i].order), uint40(7 + i));
        }
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.fold(0, entries));
        assertEq(token.balanceOf(solver), 10_000e18 - INPUT);
        assertEq(token.balanceOf(user), 10_000e18 - INPUT);
        assertEq(wrappedNative.balanceOf(address(spoke)), INPUT);
        assertEq(address(spoke).balance, 24 gwei);
        assertTrue(spoke.isNonceUsed(user, 2));
    }

    /// A bad one is left out, its value given back, and the others go on.
    function test_openMany_leavesOutWhatFails() public {
        OpenRequest[] memory requests = new OpenRequest[](4);
        requests[0] = OpenRequest(_numbered(1), "", 1 gwei);
        requests[1] = OpenRequest(_numbered(2), hex"1234", 2 gwei);
        requests[2] = OpenRequest(_outgoingNative(), "", INPUT - 1);
        requests[3] = OpenRequest(_numbered(4), _sign(_numbered(4)), 4 gwei);
        vm.expectEmit(address(spoke));
        emit ISpoke.RequestSkipped(1, abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user));
        vm.expectEmit(address(spoke));
        emit ISpoke.RequestSkipped(2, abi.encodeWithSelector(ISpoke.ValueTooLow.selector, INPUT - 1, INPUT));
        vm.prank(solver);
        spoke.openMany{value: INPUT + 20 gwei}(requests);

        bytes[] memory entries = Entries.list(
            Entries.escrowed(NOW, spoke.orderIdOf(requests[0].order), 1),
            Entries.escrowed(NOW, spoke.orderIdOf(requests[3].order), 4)
        );
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.fold(0, entries));
        assertEq(address(spoke).balance, 5 gwei);
        assertEq(solver.balance, 1_000 ether - 5 gwei);
        assertFalse(spoke.isNonceUsed(user, 2));
    }

    function test_openMany_ofNothing_givesTheValueBack() public {
        vm.prank(solver);
        spoke.openMany{value: 1 ether}(new OpenRequest[](0));
        assertEq(solver.balance, 1_000 ether);
    }

    /// One signed order twice: once.
    function test_openMany_ofOneSignedOrderTwice_opensItOnce() public {
        OpenRequest[] memory requests = new OpenRequest[](2);
        requests[0] = OpenRequest(_outgoing(), _sign(_outgoing()), 0);
        requests[1] = requests[0];
        vm.expectEmit(address(spoke));
        emit ISpoke.RequestSkipped(1, abi.encodeWithSelector(ISpoke.NonceUsed.selector, user, 1));
        spoke.openMany(requests);
        assertEq(token.balanceOf(address(spoke)), INPUT);
    }

    function test_openMany_revertsWith_ValueTooLow() public {
        OpenRequest[] memory requests = new OpenRequest[](2);
        requests[0] = OpenRequest(_numbered(1), "", 2 gwei);
        requests[1] = OpenRequest(_numbered(2), "", 2 gwei);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.ValueTooLow.selector, 1 gwei, 2 gwei));
        vm.prank(user);
        spoke.openMany{value: 3 gwei}(requests);
    }

    /// What the spoke holds of others is not the caller's to spend.
    function test_openMany_revertsWith_ValueTooLow_thoughTheSpokeHasValue() public {
        vm.deal(address(spoke), 100 ether);
        OpenRequest[] memory requests = new OpenRequest[](1);
        requests[0] = OpenRequest(_outgoingNative(), "", INPUT);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.ValueTooLow.selector, 0, INPUT));
        vm.prank(user);
        spoke.openMany(requests);
    }

    function test_openMany_revertsWith_NativeTransferFailed() public {
        TestAccount refusing = new TestAccount(user);
        refusing.answerWith(TestAccount.Answer.Refuse);
        vm.deal(address(refusing), 1 ether);
        bytes memory data = abi.encodeCall(ISpoke.openMany, (new OpenRequest[](0)));
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NativeTransferFailed.selector, address(refusing)));
        refusing.execute(address(spoke), 1, data);
        // With nothing to give back it is not called.
        refusing.execute(address(spoke), 0, data);
    }

    /// A token that throws a quarter of a megabyte.
    function test_openMany_cutsTheReasonShort() public {
        token.answerWith(ScriptedToken.Answer.RevertBomb);
        OpenRequest[] memory requests = new OpenRequest[](1);
        requests[0] = OpenRequest(_outgoing(), "", 0);
        vm.recordLogs();
        vm.prank(user);
        spoke.openMany(requests);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].topics[0], ISpoke.RequestSkipped.selector);
        assertEq(abi.decode(logs[0].data, (bytes)).length, 256);
    }

    /// Whatever its length; of one request after the other, so that each finds what the one before left in memory.
    function test_openMany_keepsAReasonOfUpTo256Bytes() public {
        uint256[9] memory lengths = [uint256(300), 5, 0, 256, 255, 31, 257, 32, 33];
        OpenRequest[] memory requests = new OpenRequest[](lengths.length);
        for (uint256 i = 0; i < lengths.length; ++i) {
            bytes memory reason = _ones(lengths[i]);
            ScriptedToken refusing = new ScriptedToken();
            vm.mockCallRevert(address(refusing), abi.encodeWithSelector(token.transferFrom.selector), reason);
            requests[i] = OpenRequest(_outgoing(), "", 0);
            requests[i].order.legs[0].inputToken = address(refusing);
        }
        vm.recordLogs();
        vm.prank(user);
        spoke.openMany(requests);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, lengths.length);
        for (uint256 i = 0; i < lengths.length; ++i) {
            assertEq(logs[i].topics[1], bytes32(i));
            assertEq(logs[i].data, abi.encode(_ones(lengths[i] < 256 ? lengths[i] : 256)));
        }
    }

    /// One that burns its gas leaves the others theirs.
    function test_openMany_givesEachAnEqualPartOfTheGas() public {
        ScriptedToken burning = new ScriptedToken();
        _fund(burning, user);
        burning.use(type(uint256).max);
        OpenRequest[] memory requests = new OpenRequest[](5);
        for (uint256 i = 0; i < 5; ++i) {
            requests[i] = OpenRequest(_numbered(i), "", 0);
        }
        requests[0].order.legs[0].inputToken = address(burning);
        requests[2].order.legs[0].inputToken = address(burning);
        vm.recordLogs();
        vm.prank(user);
        spoke.openMany{gas: 1_500_000}(requests);
        assertEq(token.balanceOf(address(spoke)), 3 * INPUT);
        uint256 skipped;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == ISpoke.RequestSkipped.selector) ++skipped;
        }
        assertEq(skipped, 2);
    }

    /// A stranger who pretends to be the spoke's own call is a stranger.
    function test_openMany_ofAForgedSender() public {
        bytes memory data = abi.encodePacked(abi.encodeCall(ISpoke.open, (_outgoing())), user);
        vm.prank(stranger);
        (bool success,) = address(spoke).call(data);
        assertFalse(success);
        assertEq(token.balanceOf(user), 10_000e18);
    }

    function _numbered(uint256 nonce) private view returns (Order memory order) {
        order = _outgoing();
        order.nonce = nonce;
    }

    function _ones(uint256 length) private pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            data[i] = 0xff;
        }
    }
}
