// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AttestedGateway} from "../../src/gateway/AttestedGateway.sol";
import {Message} from "../../src/gateway/IAttestedGateway.sol";
import {QuorumGateway} from "../../src/gateway/QuorumGateway.sol";
import {Hub} from "../../src/hub/Hub.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Test} from "forge-std/Test.sol";

/// A recipient that only confirms.
contract Confirming is IERC7786Recipient {
    function receiveMessage(bytes32, bytes calldata, bytes calldata) external payable returns (bytes4) {
        return IERC7786Recipient.receiveMessage.selector;
    }
}

/// A head that the hub accepts over a quorum of two out of three gateways, each of which two out of three attesters sign
/// for. Each vote is a transaction. The quorum's own part is what the two cost less what the same messages cost when
/// their recipient only confirms them, and the quorum's recipient does too.
contract QuorumGasTest is Test {
    uint64 private constant HUB_CHAIN = 31337;
    uint64 private constant ORIGIN = 31338;

    address private immutable spoke = makeAddr("spoke");
    address private immutable counterpart = makeAddr("counterpart");
    AccessManager private manager;
    QuorumGateway private quorum;
    AttestedGateway[3] private gateways;
    Hub private hub;
    Confirming private confirming;
    uint256[3] private keys = [uint256(2), 3, 1];
    uint256 private messages;

    function setUp() public {
        vm.chainId(HUB_CHAIN);
        vm.warp(1_800_000_000);
        manager = new AccessManager(address(this));
        hub = new Hub(address(manager));
        confirming = new Confirming();
        quorum = new QuorumGateway(address(manager));
        address[] memory attesters = new address[](3);
        for (uint256 i = 0; i < 3; ++i) {
            attesters[i] = vm.addr(keys[i]);
        }
        address[] memory members = new address[](3);
        for (uint256 i = 0; i < 3; ++i) {
            gateways[i] = new AttestedGateway(address(manager));
            gateways[i].setAttesters(ORIGIN, attesters, 2);
            members[i] = address(gateways[i]);
            for (uint256 j = i; j > 0 && members[j - 1] > members[j]; --j) {
                (members[j - 1], members[j]) = (members[j], members[j - 1]);
            }
        }
        quorum.setQuorum(ORIGIN, counterpart, members, 2);
        hub.setRoute(ORIGIN, address(quorum), spoke);
    }

    function test_acceptAHead() public {
        bytes memory head = abi.encodePacked(keccak256("head") & ~bytes32(uint256(0xffff)));
        uint256 first = _vote(0, address(hub), head);
        vm.snapshotGasLastCall("Quorum", "first vote for a head, 2 of 3 attestations");
        uint256 second = _vote(1, address(hub), head);
        vm.snapshotGasLastCall("Quorum", "second vote, the hub accepts the head");
        assertTrue(hub.isAccepted(ORIGIN, bytes32(head)));
        vm.snapshotValue("Quorum", "accept a head, quorum of 2 of 3", first + second);
        _vote(2, address(hub), head);
        vm.snapshotGasLastCall("Quorum", "third vote, late");
    }

    function test_ownPart() public {
        bytes memory head = abi.encodePacked(keccak256("head") & ~bytes32(uint256(0xffff)));
        uint256 voting = _vote(0, address(confirming), head) + _vote(1, address(confirming), head);
        uint256 confirmed = _confirm(0, head) + _confirm(1, head);
        vm.snapshotValue("Quorum", "the quorum's own part of it", voting - confirmed);
    }

    /// The first dispatch is left out: it writes counters that later ones only raise.
    function test_dispatch() public {
        hub.dispatch(ORIGIN);
        hub.dispatch(ORIGIN);
        vm.snapshotGasLastCall("Quorum", "dispatch a head over 3 gateways");
    }

    function _vote(uint256 gateway, address recipient, bytes memory head) private returns (uint256) {
        return _execute(gateway, address(quorum), recipient, head);
    }

    function _confirm(uint256 gateway, bytes memory head) private returns (uint256) {
        return _execute(gateway, address(confirming), address(confirming), head);
    }

    /// The head in an envelope for `recipient`, brought to `to`.
    function _execute(uint256 index, address to, address recipient, bytes memory head) private returns (uint256) {
        Message memory inner = Message({
            sendId: keccak256("send id"),
            sender: InteroperableAddress.formatEvmV1(ORIGIN, spoke),
            recipient: InteroperableAddress.formatEvmV1(HUB_CHAIN, recipient),
            payload: head
        });
        Message memory message = Message({
            sendId: keccak256(abi.encode(++messages)),
            sender: InteroperableAddress.formatEvmV1(ORIGIN, counterpart),
            recipient: InteroperableAddress.formatEvmV1(HUB_CHAIN, to),
            payload: abi.encode(inner)
        });
        bytes[] memory signatures = new bytes[](2);
        for (uint256 i = 0; i < 2; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[i], gateways[index].digest(message));
            signatures[i] = abi.encodePacked(r, s, v);
        }
        gateways[index].execute(message, signatures);
        return vm.lastCallGas().gasTotalUsed;
    }
}
