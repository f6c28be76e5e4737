// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IQuorumGateway} from "../../../src/gateway/IQuorumGateway.sol";
import {QuorumFixture} from "../../fixtures/QuorumFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract QuorumGatewaySetQuorumTest is QuorumFixture {
    uint64 private constant NEW_CHAIN = 31340;

    function test_setQuorum() public {
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.QuorumSet(NEW_CHAIN, counterpart, _list(2), 2);
        quorum.setQuorum(NEW_CHAIN, counterpart, _list(2), 2);
        (address set, uint8 threshold, address[] memory members) = quorum.quorumOf(NEW_CHAIN);
        assertEq(set, counterpart);
        assertEq(threshold, 2);
        assertEq(members, _list(2));
    }

    function test_setQuorum_again_replacesThem() public {
        quorum.setQuorum(THERE, stranger, _list(1), 1);
        (address set, uint8 threshold, address[] memory members) = quorum.quorumOf(THERE);
        assertEq(set, stranger);
        assertEq(threshold, 1);
        assertEq(members, _list(1));
    }

    function test_setQuorum_keepsChainsApart() public {
        quorum.setQuorum(NEW_CHAIN, stranger, _list(1), 1);
        (address set, uint8 threshold, address[] memory members) = quorum.quorumOf(THERE);
        assertEq(set, counterpart);
        assertEq(threshold, 2);
        assertEq(members.length, 3);
        // A vote there is none here.
        (set, threshold, members) = quorum.quorumOf(NEW_CHAIN + 1);
        assertEq(set, address(0));
        assertEq(threshold, 0);
        assertEq(members.length, 0);
    }

    function test_setQuorum_ofSeven() public {
        address[] memory members = new address[](7);
        for (uint256 i = 0; i < 7; ++i) {
            members[i] = address(uint160(0x1000 + i));
            vm.etch(members[i], hex"00");
        }
        quorum.setQuorum(THERE, counterpart, members, 7);
        for (uint256 i = 0; i < 7; ++i) {
            assertEq(recipient.count(), 0);
            _receive(members[i], _account(THERE, counterpart), _envelope("payload"));
        }
        assertEq(recipient.count(), 1);
    }

    function test_setQuorum_revertsWith_GatewaysTooMany() public {
        address[] memory members = new address[](8);
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.GatewaysTooMany.selector, 8, 7));
        quorum.setQuorum(THERE, counterpart, members, 1);
    }

    function test_setQuorum_revertsWith_QuorumOutOfRange() public {
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.QuorumOutOfRange.selector, 0, 3));
        quorum.setQuorum(THERE, counterpart, _list(3), 0);
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.QuorumOutOfRange.selector, 0, 0));
        quorum.setQuorum(THERE, counterpart, new address[](0), 0);
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.QuorumOutOfRange.selector, 4, 3));
        quorum.setQuorum(THERE, counterpart, _list(3), 4);
    }

    function test_setQuorum_revertsWith_CounterpartMissing() public {
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.CounterpartMissing.selector, THERE));
        quorum.setQuorum(THERE, address(0), _list(3), 2);
    }

    function test_setQuorum_revertsWith_AddressesNotAscending() public {
        address[] memory members = _list(3);
        (members[0], members[1]) = (members[1], members[0]);
        _expectNotAscending(members, members[0], members[1]);
        // One that is listed twice would agree with itself.
        members[1] = members[0];
        _expectNotAscending(members, members[0], members[0]);
        members[0] = address(0);
        _expectNotAscending(members, address(0), address(0));
    }

    /// A key could vote, but sends nothing; and the quorum would send to itself without end.
    function test_setQuorum_revertsWith_NotAGateway() public {
        address[2] memory none = [stranger, address(quorum)];
        for (uint256 i = 0; i < none.length; ++i) {
            address[] memory members = new address[](1);
            members[0] = none[i];
            vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.NotAGateway.selector, none[i]));
            quorum.setQuorum(THERE, counterpart, members, 1);
        }
    }

    function test_setQuorum_revertsWith_AccessManagedUnauthorized() public {
        address[] memory members = _list(1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        quorum.setQuorum(THERE, counterpart, members, 1);
    }

    function test_setRecipient() public {
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.RecipientSet(THERE, sender, address(0), address(recipient));
        quorum.setRecipient(THERE, sender, address(recipient));
        assertEq(quorum.recipientOf(THERE, sender), address(recipient));
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.RecipientSet(THERE, sender, address(recipient), address(0));
        quorum.setRecipient(THERE, sender, address(0));
        assertEq(quorum.recipientOf(THERE, sender), address(0));
    }

    function test_setRecipient_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        quorum.setRecipient(THERE, sender, address(recipient));
    }

    function _expectNotAscending(address[] memory members, address previous, address next) private {
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.AddressesNotAscending.selector, previous, next));
        quorum.setQuorum(THERE, counterpart, members, 1);
    }

    function _list(uint256 length) private view returns (address[] memory members) {
        members = new address[](length);
        for (uint256 i = 0; i < length; ++i) {
            members[i] = address(gateways[i]);
        }
    }
}
