// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ChannelFixture} from "../../fixtures/ChannelFixture.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Vm} from "forge-std/Vm.sol";

contract ChannelReceiveMessageTest is ChannelFixture {
    bytes32 private constant HEAD = keccak256("head");

    function test_receiveMessage_acceptsAHead() public {
        assertFalse(channel.isAccepted(THERE, HEAD));
        vm.expectEmit(address(channel));
        emit IChannel.HeadAccepted(THERE, HEAD, address(this));
        bytes4 answer = channel.receiveMessage(0, _sender(), abi.encodePacked(HEAD));
        assertEq(answer, IERC7786Recipient.receiveMessage.selector);
        assertTrue(channel.isAccepted(THERE, HEAD));
        assertFalse(channel.isAccepted(ELSEWHERE, HEAD));
    }

    /// A repeated head is taken without an event: nothing changed.
    function test_receiveMessage_again() public {
        _accept(HEAD);
        vm.recordLogs();
        _accept(HEAD);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 0);
        assertTrue(channel.isAccepted(THERE, HEAD));
    }

    /// A later head overtakes an earlier one, which may arrive all the same, after its entries too.
    function test_receiveMessage_outOfOrder() public {
        bytes[] memory entries = _entries(4);
        bytes32 early = Entries.fold(0, Entries.slice(entries, 0, 2));
        _accept(Entries.fold(0, entries));
        channel.deliver(THERE, Entries.slice(entries, 0, 3), Entries.hashes(Entries.slice(entries, 3, 4)));
        _accept(early);
        channel.deliver(THERE, Entries.slice(entries, 3, 4), new bytes32[](0));
        assertEq(channel.handled().length, 4);
        assertEq(channel.processedHead(THERE), Entries.fold(0, entries));
    }

    /// A head that never arrives is made up for by any later one.
    function test_receiveMessage_afterALostHead() public {
        bytes[] memory entries = _entries(2);
        _accept(Entries.fold(0, entries));
        channel.deliver(THERE, Entries.slice(entries, 0, 1), Entries.hashes(Entries.slice(entries, 1, 2)));
        assertEq(channel.handled().length, 1);
    }

    function test_receiveMessage_takesEveryEncodingOfTheCounterpart() public {
        // The chain's id with leading zeros.
        bytes memory sender = abi.encodePacked(bytes2(0x0001), bytes2(0x0000), uint8(8), THERE, uint8(20), counterpart);
        assertNotEq(sender, _sender());
        channel.receiveMessage(0, sender, abi.encodePacked(HEAD));
        assertTrue(channel.isAccepted(THERE, HEAD));
    }

    function test_receiveMessage_fromTheLargestChain() public {
        channel.setRoute(type(uint64).max, address(this), counterpart);
        bytes memory sender = InteroperableAddress.formatEvmV1(type(uint64).max, counterpart);
        channel.receiveMessage(0, sender, abi.encodePacked(HEAD));
        assertTrue(channel.isAccepted(type(uint64).max, HEAD));
    }

    function test_receiveMessage_revertsWith_GatewayNotOnRoute() public {
        bytes memory sender = _sender();
        vm.expectRevert(abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, THERE, stranger));
        vm.prank(stranger);
        channel.receiveMessage(0, sender, abi.encodePacked(HEAD));
    }

    function test_receiveMessage_revertsWith_GatewayNotOnRoute_ofAnotherChainsGateway() public {
        channel.setRoute(ELSEWHERE, stranger, otherCounterpart);
        bytes memory sender = _sender();
        vm.expectRevert(abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, THERE, stranger));
        vm.prank(stranger);
        channel.receiveMessage(0, sender, abi.encodePacked(HEAD));
    }

    function test_receiveMessage_revertsWith_SenderNotCounterpart() public {
        _expectRefusal(
            InteroperableAddress.formatEvmV1(THERE, stranger),
            abi.encodeWithSelector(IChannel.SenderNotCounterpart.selector, THERE, stranger)
        );
    }

    function test_receiveMessage_revertsWith_SenderNotCounterpart_ofAnotherChainsCounterpart() public {
        _expectRefusal(
            InteroperableAddress.formatEvmV1(THERE, otherCounterpart),
            abi.encodeWithSelector(IChannel.SenderNotCounterpart.selector, THERE, otherCounterpart)
        );
        _expectRefusal(
            InteroperableAddress.formatEvmV1(ELSEWHERE, counterpart),
            abi.encodeWithSelector(IChannel.SenderNotCounterpart.selector, ELSEWHERE, counterpart)
        );
    }

    function test_receiveMessage_revertsWith_SenderNotCounterpart_ofASenderWithoutAnAddress() public {
        _expectRefusal(
            InteroperableAddress.formatEvmV1(THERE),
            abi.encodeWithSelector(IChannel.SenderNotCounterpart.selector, THERE, address(0))
        );
    }

    /// What another chain's counterpart says counts for its own channel alone.
    function test_receiveMessage_ofAnotherChain_acceptsNothingHere() public {
        bytes[] memory entries = _entries(1);
        bytes32 head = Entries.fold(0, entries);
        channel.receiveMessage(0, InteroperableAddress.formatEvmV1(ELSEWHERE, otherCounterpart), abi.encodePacked(head));
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, THERE, head));
        channel.deliver(THERE, entries, new bytes32[](0));
        channel.deliver(ELSEWHERE, entries, new bytes32[](0));
    }

    function test_receiveMessage_revertsWith_RouteNotSet() public {
        _expectRefusal(
            InteroperableAddress.formatEvmV1(UNROUTED, counterpart),
            abi.encodeWithSelector(IChannel.RouteNotSet.selector, UNROUTED)
        );
    }

    /// A chain id beyond 64 bits is no other chain's, not even that of its lower bits.
    function test_receiveMessage_revertsWith_RouteNotSet_ofALongChainId() public {
        uint256 chain = (uint256(1) << 64) + THERE;
        _expectRefusal(
            InteroperableAddress.formatEvmV1(chain, counterpart),
            abi.encodeWithSelector(IChannel.RouteNotSet.selector, 0)
        );
    }

    function test_receiveMessage_revertsWith_MessageNotAHead() public {
        uint256[4] memory lengths = [uint256(0), 31, 33, 64];
        for (uint256 i = 0; i < lengths.length; ++i) {
            bytes memory sender = _sender();
            vm.expectRevert(abi.encodeWithSelector(IChannel.MessageNotAHead.selector, lengths[i]));
            channel.receiveMessage(0, sender, new bytes(lengths[i]));
        }
    }

    function test_receiveMessage_revertsWith_MessageWithValue() public {
        bytes memory sender = _sender();
        vm.expectRevert(abi.encodeWithSelector(IChannel.MessageWithValue.selector, 1));
        channel.receiveMessage{value: 1}(0, sender, abi.encodePacked(HEAD));
    }

    function test_receiveMessage_refusesASenderThatIsNoAddress() public {
        bytes memory sender = hex"0001";
        _expectRefusal(
            sender, abi.encodeWithSelector(InteroperableAddress.InteroperableAddressParsingError.selector, sender)
        );
    }

    function _expectRefusal(bytes memory sender, bytes memory reason) private {
        vm.expectRevert(reason);
        channel.receiveMessage(0, sender, abi.encodePacked(HEAD));
    }
}
