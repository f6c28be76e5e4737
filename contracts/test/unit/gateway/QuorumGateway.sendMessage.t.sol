// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Message} from "../../../src/gateway/IAttestedGateway.sol";
import {IPaidGateway} from "../../../src/gateway/IPaidGateway.sol";
import {IQuorumGateway} from "../../../src/gateway/IQuorumGateway.sol";
import {QuorumFixture} from "../../fixtures/QuorumFixture.sol";
import {ScriptedGateway} from "../../mocks/ScriptedGateway.sol";
import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";

contract QuorumGatewaySendMessageTest is QuorumFixture {
    ScriptedGateway.Conduct private constant TAKE = ScriptedGateway.Conduct.Take;
    ScriptedGateway.Conduct private constant REVERT = ScriptedGateway.Conduct.Revert;

    bytes private to;
    bytes32 private sendId;

    function setUp() public override {
        super.setUp();
        to = _account(THERE, address(recipient));
        sendId = keccak256(abi.encode(HERE, quorum, 1));
        vm.deal(address(this), 1 ether);
    }

    function test_sendMessage_sendsOverEveryGateway() public {
        vm.expectEmit(address(quorum));
        emit IERC7786GatewaySource.MessageSent(sendId, _account(HERE, sender), to, "payload", 0, new bytes[](0));
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectEmit(address(quorum));
            emit IQuorumGateway.MessageForwarded(sendId, address(gateways[i]), gateways[i].SEND_ID(), 0);
        }
        vm.prank(sender);
        assertEq(quorum.sendMessage(to, "payload", new bytes[](0)), sendId);

        for (uint256 i = 0; i < 3; ++i) {
            assertEq(gateways[i].count(), 1);
            assertEq(gateways[i].sender(), address(quorum));
            assertEq(gateways[i].recipient(), _account(THERE, counterpart));
            assertEq(gateways[i].payload(), abi.encode(Message(sendId, _account(HERE, sender), to, "payload")));
            assertEq(gateways[i].attributes(), 0);
            assertEq(gateways[i].value(), 0);
        }
        assertEq(gateways[3].count(), 0);
    }

    /// What one end sends the other can read.
    function test_sendMessage_isUnderstoodByTheOtherEnd() public {
        vm.prank(sender);
        quorum.sendMessage(to, "payload", new bytes[](0));
        bytes memory envelope = gateways[0].payload();
        vm.chainId(THERE);
        address[] memory members = new address[](2);
        (members[0], members[1]) = (address(gateways[3]), address(gateways[4]));
        quorum.setQuorum(HERE, address(quorum), members, 2);
        _receive(members[0], _account(HERE, address(quorum)), envelope);
        _receive(members[1], _account(HERE, address(quorum)), envelope);
        assertEq(recipient.sender(), _account(HERE, sender));
        assertEq(recipient.payload(), "payload");
    }

    function test_sendMessage_makesDistinctIds() public {
        assertNotEq(
            quorum.sendMessage(to, "payload", new bytes[](0)), quorum.sendMessage(to, "payload", new bytes[](0))
        );
        uint256 snapshot = vm.snapshotState();
        bytes32 first = quorum.sendMessage(to, "payload", new bytes[](0));
        vm.revertToState(snapshot);
        // Nor does the gateway of another chain, at the same address, make it.
        vm.chainId(HERE + 1);
        assertNotEq(quorum.sendMessage(to, "payload", new bytes[](0)), first);
    }

    function test_sendMessage_leavesOutAGatewayThatReverts() public {
        gateways[1].conduct(TAKE, REVERT);
        _expectSkipped(1, ScriptedGateway.Refused.selector);
        quorum.sendMessage(to, "payload", new bytes[](0));
        _checkTaken(true, false, true);
    }

    /// Up to its part of the gas.
    function test_sendMessage_leavesOutAGatewayThatEatsGas() public {
        gateways[0].conduct(TAKE, ScriptedGateway.Conduct.EatGas);
        _expectSkipped(0, 0);
        uint256 before = gasleft();
        quorum.sendMessage(to, "payload", new bytes[](0));
        assertLt(before - gasleft(), 1_500_000);
        _checkTaken(false, true, true);
    }

    function test_sendMessage_givesNoGatewayMoreThanItsPartOfTheGas() public {
        quorum.sendMessage(to, "payload", new bytes[](0));
        for (uint256 i = 0; i < 3; ++i) {
            assertLe(gateways[i].gasGiven(), 500_000);
            assertGt(gateways[i].gasGiven(), 490_000);
        }
    }

    /// A megabyte costs whoever makes it, not whoever would have to copy it.
    function test_sendMessage_copiesNothingOfWhatAGatewayReturns() public {
        ScriptedGateway.Conduct[2] memory bombs =
            [ScriptedGateway.Conduct.ReturnMuch, ScriptedGateway.Conduct.RevertWithMuch];
        for (uint256 i = 0; i < bombs.length; ++i) {
            gateways[0].conduct(bombs[i], bombs[i]);
            uint256 before = gasleft();
            quorum.sendMessage(to, "payload", new bytes[](0));
            assertLt(before - gasleft(), 1_800_000);
            assertEq(gateways[2].count(), i + 1);
        }
    }

    function test_sendMessage_leavesOutAGatewayWhoseQuoteFails() public {
        ScriptedGateway.Conduct[2] memory failures = [REVERT, ScriptedGateway.Conduct.EatGas];
        for (uint256 i = 0; i < failures.length; ++i) {
            gateways[0].conduct(failures[i], REVERT);
            quorum.sendMessage(to, "payload", new bytes[](0));
            assertEq(gateways[0].count(), 0);
            assertEq(gateways[2].count(), i + 1);
        }
        // Without a quote it is given no value.
        gateways[0].conduct(REVERT, TAKE);
        gateways[0].setFee(7);
        quorum.sendMessage(to, "payload", new bytes[](0));
        assertEq(gateways[0].count(), 1);
        assertEq(gateways[0].value(), 0);
    }

    function test_sendMessage_paysEachGatewaysFee() public {
        _setFees(30, 10, 20);
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.MessageForwarded(sendId, address(gateways[1]), gateways[1].SEND_ID(), 10);
        quorum.sendMessage{value: 60}(to, "payload", new bytes[](0));
        assertEq(gateways[0].value(), 30);
        assertEq(gateways[1].value(), 10);
        assertEq(gateways[2].value(), 20);
        assertEq(address(quorum).balance, 0);
    }

    function test_sendMessage_returnsTheExcess() public {
        _setFees(30, 10, 20);
        gateways[0].conduct(TAKE, REVERT);
        quorum.sendMessage{value: 100}(to, "payload", new bytes[](0));
        assertEq(address(this).balance, 1 ether - 30);
        assertEq(address(quorum).balance, 0);
    }

    /// Whoever asks for too much keeps no cheaper one from its fee.
    function test_sendMessage_leavesOutWhatTheValueDoesNotCover() public {
        _setFees(type(uint256).max, 10, 20);
        _expectSkipped(0, IPaidGateway.FeeTooLow.selector);
        quorum.sendMessage{value: 30}(to, "payload", new bytes[](0));
        _checkTaken(false, true, true);

        _setFees(20, 15, 10);
        quorum.sendMessage{value: 25}(to, "payload", new bytes[](0));
        assertEq(gateways[0].count(), 0);
        assertEq(gateways[1].count(), 2);
        assertEq(gateways[2].count(), 2);
        assertEq(address(quorum).balance, 0);
    }

    /// Its part of the gas is too little to send anything from within.
    function test_sendMessage_leavesOutAGatewayThatReenters() public {
        _setFees(0, 10, 20);
        gateways[0].callBefore(address(quorum), abi.encodeCall(quorum.sendMessage, (to, "another", new bytes[](0))));
        _expectSkipped(0, ScriptedGateway.Refused.selector);
        assertEq(quorum.sendMessage{value: 30}(to, "payload", new bytes[](0)), sendId);
        _checkTaken(false, true, true);
        assertEq(gateways[1].payload(), abi.encode(Message(sendId, _account(HERE, address(this)), to, "payload")));
    }

    /// With any gas, either all that would take the message get it, or none.
    function test_sendMessage_withAnyGas_leavesNobodyOut() public {
        uint256 before = vm.snapshotState();
        bytes memory data = abi.encodeCall(quorum.sendMessage, (to, "payload", new bytes[](0)));
        uint256 refused;
        uint256 taken;
        for (uint256 gasLimit = 30_000; gasLimit < 1_800_000; gasLimit += 12_000) {
            (bool success,) = address(quorum).call{gas: gasLimit}(data);
            for (uint256 i = 0; i < 3; ++i) {
                assertEq(gateways[i].count(), success ? 1 : 0);
            }
            if (success) ++taken;
            else ++refused;
            vm.revertToState(before);
        }
        assertGt(refused, 10);
        assertGt(taken, 10);
    }

    function test_sendMessage_revertsWith_GasTooLow() public {
        bytes memory data = abi.encodeCall(quorum.sendMessage, (to, "payload", new bytes[](0)));
        (bool success, bytes memory reason) = address(quorum).call{gas: 150_000}(data);
        assertFalse(success);
        assertEq(bytes4(reason), IQuorumGateway.GasTooLow.selector);
        (success, reason) = address(quorum).call{gas: 400_000}(data);
        assertFalse(success);
        assertEq(bytes4(reason), IQuorumGateway.GasTooLow.selector);
    }

    function test_sendMessage_revertsWith_MessageNotForwarded() public {
        for (uint256 i = 0; i < 3; ++i) {
            gateways[i].conduct(TAKE, REVERT);
        }
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.MessageNotForwarded.selector, THERE));
        quorum.sendMessage(to, "payload", new bytes[](0));
        gateways[2].conduct(TAKE, TAKE);
        quorum.sendMessage(to, "payload", new bytes[](0));
    }

    function test_sendMessage_revertsWith_ExcessNotReturned() public {
        hoax(address(recipient), 5);
        vm.expectRevert(abi.encodeWithSelector(IPaidGateway.ExcessNotReturned.selector, recipient, 5));
        quorum.sendMessage{value: 5}(to, "payload", new bytes[](0));
    }

    function test_sendMessage_revertsWith_QuorumNotSet() public {
        uint256[2] memory chains = [uint256(THERE + 1), (uint256(1) << 64) + THERE];
        for (uint256 i = 0; i < chains.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.QuorumNotSet.selector, chains[i]));
            quorum.sendMessage(_account(chains[i], address(recipient)), "payload", new bytes[](0));
        }
    }

    function test_sendMessage_revertsWith_UnsupportedAttribute() public {
        bytes[] memory attributes = new bytes[](1);
        attributes[0] = hex"12345678ff";
        assertFalse(quorum.supportsAttribute(0x12345678));
        vm.expectRevert(abi.encodeWithSelector(IERC7786GatewaySource.UnsupportedAttribute.selector, bytes4(0x12345678)));
        quorum.sendMessage(to, "payload", attributes);
    }

    function test_quote_isWhatAllTake() public {
        _setFees(30, 10, 20);
        assertEq(quorum.quote(to, "payload", new bytes[](0)), 60);
        gateways[0].conduct(REVERT, TAKE);
        assertEq(quorum.quote(to, "payload", new bytes[](0)), 30);
        _setFees(0, type(uint256).max, 1);
        assertEq(quorum.quote(to, "payload", new bytes[](0)), type(uint256).max);
    }

    /// Who answers nothing asks for nothing.
    function test_quote_ofAGatewayThatAnswersNothing() public {
        _setFees(30, 10, 20);
        vm.etch(address(gateways[1]), hex"00");
        assertEq(quorum.quote(to, "payload", new bytes[](0)), 50);
    }

    /// Too little gas makes no quote cheaper.
    function test_quote_revertsWith_GasTooLow() public {
        _setFees(30, 10, 20);
        bytes memory data = abi.encodeCall(quorum.quote, (to, "payload", new bytes[](0)));
        (bool success, bytes memory reason) = address(quorum).staticcall{gas: 150_000}(data);
        assertFalse(success);
        assertEq(bytes4(reason), IQuorumGateway.GasTooLow.selector);
    }

    function test_quote_revertsWith_QuorumNotSet() public {
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.QuorumNotSet.selector, THERE + 1));
        quorum.quote(_account(THERE + 1, address(recipient)), "payload", new bytes[](0));
    }

    receive() external payable {}

    function _setFees(uint256 a, uint256 b, uint256 c) private {
        gateways[0].setFee(a);
        gateways[1].setFee(b);
        gateways[2].setFee(c);
    }

    function _expectSkipped(uint256 gateway, bytes4 reason) private {
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.GatewaySkipped(sendId, address(gateways[gateway]), reason);
    }

    function _checkTaken(bool first, bool second, bool third) private view {
        assertEq(gateways[0].count(), first ? 1 : 0);
        assertEq(gateways[1].count(), second ? 1 : 0);
        assertEq(gateways[2].count(), third ? 1 : 0);
    }
}
