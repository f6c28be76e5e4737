// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HeadSlotLib} from "../../src/channel/HeadSlot.sol";
import {IChannel} from "../../src/channel/IChannel.sol";
import {HeadProof, IProofGateway} from "../../src/gateway/IProofGateway.sol";
import {ProofGateway} from "../../src/gateway/ProofGateway.sol";
import {AttestedHeaderOracle} from "../../src/gateway/header/AttestedHeaderOracle.sol";
import {HistoryHeaderOracle} from "../../src/gateway/header/HistoryHeaderOracle.sol";
import {Spoke} from "../../src/spoke/Spoke.sol";
import {Order} from "../../src/types/Order.sol";
import {Orders} from "../fixtures/Orders.sol";
import {ThreeChains} from "../fixtures/ThreeChains.sol";
import {Tries} from "../fixtures/Tries.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

/// The hub and its second chain prove their heads to each other: attesters sign nothing but hashes of blocks. The third
/// chain stays with the attested gateway. What is proven is what the contracts' storage really holds.
contract ProofsTest is ThreeChains {
    mapping(uint64 chain => ProofGateway) private proofGateways;
    mapping(uint64 chain => AttestedHeaderOracle) private oracles;
    uint256 private blockNumber = 1;

    function setUp() public override {
        super.setUp();
        uint64[2] memory chains = [HUB_CHAIN, SECOND];
        for (uint256 i = 0; i < 2; ++i) {
            (uint64 here, uint64 there) = (chains[i], chains[1 - i]);
            _on(here);
            proofGateways[here] = new ProofGateway(spokes[here].authority());
            oracles[here] = new AttestedHeaderOracle(spokes[here].authority());
            oracles[here].setAttesters(there, _attesters(), 2);
            proofGateways[here].setHeaderOracle(there, address(oracles[here]));
        }
        _useProofs();
    }

    function test_order_overProofs() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _fill(order, 0, true);
        _reportByProof();
        _report(THIRD);
        _settle(order);
        _proveAtSpoke(_proofOf(address(hub), SECOND));
        bytes[] memory entries = _pending(address(hub), SECOND);
        _on(SECOND);
        spokes[SECOND].deliver(HUB_CHAIN, entries, new bytes32[](0));
        _instruct(THIRD);
        assertEq(_balance(SECOND, solver), FUNDS + Orders.INPUT_AMOUNT);
        assertEq(_balance(THIRD, recipient), Orders.OUTPUT_AMOUNT);
        _checkSpokesAreEmpty();
    }

    /// Nothing is needed of it, and nothing breaks.
    function test_dispatch_overProofs() public {
        _heartbeat(SECOND);
        vm.expectEmit(true, true, false, false, address(spokes[SECOND]));
        emit IChannel.HeadDispatched(HUB_CHAIN, spokes[SECOND].queuedHead(HUB_CHAIN), address(0), 0);
        assertNotEq(spokes[SECOND].dispatch(HUB_CHAIN), 0);
    }

    /// Neither a repeated proof nor an older one changes anything, before delivery and after.
    function test_proof_thatIsRepeated() public {
        _heartbeat(SECOND);
        HeadProof memory older = _proofOf(address(spokes[SECOND]), HUB_CHAIN);
        _open(SECOND, _order(_leg(SECOND, THIRD)));
        HeadProof memory proof = _proofOf(address(spokes[SECOND]), HUB_CHAIN);
        _proveAtHub(proof);
        _proveAtHub(proof);
        _proveAtHub(older);
        _deliverReports(SECOND);
        bytes32 processed = hub.processedHead(SECOND);
        assertEq(processed, spokes[SECOND].queuedHead(HUB_CHAIN));
        (uint64 reported,,,) = hub.escrows(hub.orderIdOf(_order(_leg(SECOND, THIRD))), SECOND);

        _proveAtHub(older);
        _proveAtHub(proof);
        assertEq(hub.processedHead(SECOND), processed);
        (uint64 reportedNow,,,) = hub.escrows(hub.orderIdOf(_order(_leg(SECOND, THIRD))), SECOND);
        assertEq(reported, 1);
        assertEq(reportedNow, 1);
    }

    /// While another gateway is the route, no proof counts. Once it is the route again, what was proven before is
    /// proven again: it is as true as it was.
    function test_proof_acrossRoutes() public {
        _heartbeat(SECOND);
        HeadProof memory proof = _proofOf(address(spokes[SECOND]), HUB_CHAIN);
        bytes32 head = spokes[SECOND].queuedHead(HUB_CHAIN);
        _proveAtHub(proof);
        assertTrue(hub.isAccepted(SECOND, head));

        _on(HUB_CHAIN);
        hub.setRoute(SECOND, address(gateways[HUB_CHAIN]), address(spokes[SECOND]));
        assertFalse(hub.isAccepted(SECOND, head));
        _expectRefusalAtHub(
            proof,
            abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, SECOND, address(proofGateways[HUB_CHAIN]))
        );

        hub.setRoute(SECOND, address(proofGateways[HUB_CHAIN]), address(spokes[SECOND]));
        assertFalse(hub.isAccepted(SECOND, head));
        _proveAtHub(proof);
        assertTrue(hub.isAccepted(SECOND, head));
        _deliverReports(SECOND);
        assertEq(hub.processedHead(SECOND), head);
    }

    /// Attesters who lie can have a forged head accepted. A new set of them and the route set again, also to the same
    /// gateway, end that: neither the head nor the proof counts any more.
    function test_forgedHeader_diesWithItsAttesters() public {
        bytes32 forged = bytes32(uint256(keccak256("forged")) << 16);
        HeadProof memory proof = _proofOf(address(spokes[SECOND]), HUB_CHAIN, uint256(forged));
        _proveAtHub(proof);
        assertTrue(hub.isAccepted(SECOND, forged));

        _on(HUB_CHAIN);
        oracles[HUB_CHAIN].setAttesters(SECOND, _attesters(), 3);
        hub.setRoute(SECOND, address(proofGateways[HUB_CHAIN]), address(spokes[SECOND]));
        assertFalse(hub.isAccepted(SECOND, forged));
        _expectRefusalAtHub(
            proof,
            abi.encodeWithSelector(
                IProofGateway.HeaderNotVouched.selector, SECOND, blockNumber, keccak256(proof.header)
            )
        );
    }

    /// A contract that keeps a head in the same slot is not the route's other end.
    function test_proof_ofAnotherSender() public {
        _on(SECOND);
        Spoke other = new Spoke(HUB_CHAIN, address(hub), SPACING, address(this));
        other.heartbeat();
        HeadProof memory proof = _proofOf(address(other), HUB_CHAIN);
        _on(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IChannel.SenderNotCounterpart.selector, SECOND, address(other)));
        proofGateways[HUB_CHAIN].proveHead(SECOND, address(other), address(hub), proof);
        // Nor does the right name fit its proof.
        vm.expectPartialRevert(IProofGateway.AccountNotProven.selector);
        proofGateways[HUB_CHAIN].proveHead(SECOND, address(spokes[SECOND]), address(hub), proof);
    }

    /// The hub's head for one chain is none for another.
    function test_proof_ofAnotherChannelsHead() public {
        HeadProof memory proof = _proofOf(address(hub), THIRD);
        vm.expectPartialRevert(IProofGateway.HeadNotProven.selector);
        this.proveAtSpoke(proof);
        assertFalse(spokes[SECOND].isAccepted(HUB_CHAIN, hub.queuedHead(THIRD)));
    }

    /// The hub and the spoke of its own chain, by that chain's history alone.
    function test_ownChain_byItsHistory() public {
        _on(HUB_CHAIN);
        Spoke spoke = spokes[HUB_CHAIN];
        ProofGateway gateway = proofGateways[HUB_CHAIN];
        gateway.setHeaderOracle(HUB_CHAIN, address(new HistoryHeaderOracle()));
        hub.setRoute(HUB_CHAIN, address(gateway), address(spoke));
        spoke.setRoute(address(gateway));
        spoke.heartbeat();

        HeadProof memory proof =
            _buildProof(address(spoke), HUB_CHAIN, uint256(vm.load(address(spoke), HeadSlotLib.headSlot(HUB_CHAIN))));
        vm.roll(blockNumber);
        _expectNotVouchedByHistory(proof);
        vm.roll(blockNumber + 1);
        vm.setBlockhash(blockNumber, keccak256("another block"));
        _expectNotVouchedByHistory(proof);
        vm.setBlockhash(blockNumber, keccak256(proof.header));
        gateway.proveHead(HUB_CHAIN, address(spoke), address(hub), proof);
        assertTrue(hub.isAccepted(HUB_CHAIN, spoke.queuedHead(HUB_CHAIN)));
        // Not the hub's own, which is another account.
        vm.expectPartialRevert(IProofGateway.AccountNotProven.selector);
        gateway.proveHead(HUB_CHAIN, address(hub), address(spoke), proof);
    }

    /// External, so that its revert can be expected.
    function proveAtSpoke(HeadProof memory proof) external {
        _proveAtSpoke(proof);
    }

    function _useProofs() private {
        _on(HUB_CHAIN);
        hub.setRoute(SECOND, address(proofGateways[HUB_CHAIN]), address(spokes[SECOND]));
        _on(SECOND);
        spokes[SECOND].setRoute(address(proofGateways[SECOND]));
    }

    function _reportByProof() private {
        _proveAtHub(_proofOf(address(spokes[SECOND]), HUB_CHAIN));
        _deliverReports(SECOND);
    }

    /// Of what a contract's storage holds, under a header that is vouched for at the other end.
    function _proofOf(address sender, uint64 destination) private returns (HeadProof memory) {
        return _proofOf(sender, destination, uint256(vm.load(sender, HeadSlotLib.headSlot(destination))));
    }

    function _proofOf(address sender, uint64 destination, uint256 value) private returns (HeadProof memory proof) {
        proof = _buildProof(sender, destination, value);
        (uint64 source, uint64 target) = sender == address(hub) ? (HUB_CHAIN, SECOND) : (SECOND, HUB_CHAIN);
        _on(target);
        bytes32 hash = keccak256(proof.header);
        bytes32 digest = oracles[target].digest(source, blockNumber, hash);
        bytes[] memory signatures = new bytes[](2);
        (signatures[0], signatures[1]) = (_signDigest(0, digest), _signDigest(2, digest));
        oracles[target].vouch(source, blockNumber, hash, signatures);
    }

    function _buildProof(address sender, uint64 destination, uint256 value) private returns (HeadProof memory proof) {
        bytes32 root;
        bytes memory slot = abi.encodePacked(HeadSlotLib.headSlot(destination));
        (root, proof.storageProof) = Tries.grow(slot, RLP.encode(value), 4, ++blockNumber);
        (root, proof.accountProof) = Tries.grow(abi.encodePacked(sender), Tries.account(1, 0, root), 6, ~blockNumber);
        proof.header = Tries.header(blockNumber, root, 0, blockNumber);
    }

    function _proveAtHub(HeadProof memory proof) private {
        _on(HUB_CHAIN);
        proofGateways[HUB_CHAIN].proveHead(SECOND, address(spokes[SECOND]), address(hub), proof);
    }

    function _proveAtSpoke(HeadProof memory proof) private {
        _on(SECOND);
        proofGateways[SECOND].proveHead(HUB_CHAIN, address(hub), address(spokes[SECOND]), proof);
    }

    function _expectRefusalAtHub(HeadProof memory proof, bytes memory reason) private {
        _on(HUB_CHAIN);
        vm.expectRevert(reason);
        proofGateways[HUB_CHAIN].proveHead(SECOND, address(spokes[SECOND]), address(hub), proof);
    }

    function _expectNotVouchedByHistory(HeadProof memory proof) private {
        ProofGateway gateway = proofGateways[HUB_CHAIN];
        vm.expectRevert(
            abi.encodeWithSelector(
                IProofGateway.HeaderNotVouched.selector, HUB_CHAIN, blockNumber, keccak256(proof.header)
            )
        );
        gateway.proveHead(HUB_CHAIN, address(spokes[HUB_CHAIN]), address(hub), proof);
    }
}
