// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {IHub} from "../../../src/hub/IHub.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Fill} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";

contract HubDeliverTest is HubFixture {
    OrderId private constant ID = OrderId.wrap(keccak256("order id"));

    function test_deliver_ofAHeartbeat_movesTheWatermark() public {
        assertEq(hub.watermark(A), 0);
        bytes memory entry = Entries.heartbeat(NOW);
        bytes32 head = _send(A, Entries.list(entry));
        vm.expectEmit(address(hub));
        emit IChannel.EntriesDelivered(A, 0, head, 1);
        vm.prank(stranger);
        hub.deliver(A, Entries.list(entry), new bytes32[](0));
        assertEq(hub.watermark(A), NOW);
        assertEq(hub.watermark(B), 0);
    }

    function test_deliver_ofAnEscrow_movesTheWatermark() public {
        _report(A, Entries.escrowed(NOW + 5, ID));
        assertEq(hub.watermark(A), NOW + 5);
    }

    function test_deliver_ofACancellation_movesTheWatermark() public {
        _report(B, Entries.cancelled(NOW + 7, ID));
        assertEq(hub.watermark(B), NOW + 7);
    }

    function test_deliver_ofACancellation_countsPerOrderAndChain() public {
        _report(B, Entries.cancelled(NOW, ID));
        (uint64 reported, uint64 released, uint64 fees, bool cancelled) = hub.escrows(ID, B);
        assertTrue(cancelled);
        assertEq(reported, 0);
        assertEq(released, 0);
        assertEq(fees, 0);
        (,,, cancelled) = hub.escrows(ID, A);
        assertFalse(cancelled);
        (,,, cancelled) = hub.escrows(OrderId.wrap(0), B);
        assertFalse(cancelled);
    }

    /// Beside the escrows that the same chain reported, earlier and later.
    function test_deliver_ofACancellation_leavesTheCount() public {
        _report(B, Entries.escrowed(NOW, ID, 1000));
        _report(B, Entries.cancelled(NOW, ID, 1000));
        _report(B, Entries.cancelled(NOW, ID, 1000));
        _report(B, Entries.escrowed(NOW, ID, 1000));
        (uint64 reported,, uint64 fees, bool cancelled) = hub.escrows(ID, B);
        assertEq(reported, 2);
        assertEq(fees, 2 * 625);
        assertTrue(cancelled);
    }

    function test_deliver_ofAFill_movesTheWatermark() public {
        _report(B, Entries.filled(ID, 0, _fill(_order(), 0, true)));
        assertEq(hub.watermark(B), NOW + 10);
    }

    function test_deliver_neverMovesTheWatermarkBack() public {
        _reportHeartbeat(A, NOW + 5);
        _reportHeartbeat(A, NOW + 4);
        assertEq(hub.watermark(A), NOW + 5);
        _reportHeartbeat(A, type(uint40).max);
        assertEq(hub.watermark(A), type(uint40).max);
    }

    function test_deliver_countsEscrowsPerChain() public {
        _report(A, Entries.escrowed(NOW, ID));
        _report(A, Entries.escrowed(NOW, ID));
        _report(B, Entries.escrowed(NOW, ID));
        (uint64 reported, uint64 released,,) = hub.escrows(ID, A);
        assertEq(reported, 2);
        assertEq(released, 0);
        (reported,,,) = hub.escrows(ID, B);
        assertEq(reported, 1);
    }

    function test_deliver_keepsTheHashOfAFillPerChainAndLeg() public {
        bytes memory entry = Entries.filled(ID, 3, _fill(_order(), 0, true));
        _report(B, entry);
        assertEq(hub.fillHash(ID, B, 3), keccak256(entry));
        assertEq(hub.fillHash(ID, B, 0), 0);
        assertEq(hub.fillHash(ID, A, 3), 0);
    }

    function test_deliver_rejects_FillAlreadyReported() public {
        bytes memory first = Entries.filled(ID, 0, _fill(_order(), 0, true));
        Fill memory other = _fill(_order(), 0, true);
        other.solver = stranger;
        other.filledAt = NOW + 20;
        _report(B, first);
        _expectRejected(B, Entries.filled(ID, 0, other), IHub.FillAlreadyReported.selector);
        assertEq(hub.fillHash(ID, B, 0), keccak256(first));
        // It is a report all the same: nothing earlier follows it.
        assertEq(hub.watermark(B), NOW + 20);
    }

    function test_deliver_rejects_EntryMalformed_ofWrongLength() public {
        bytes[4] memory valid = _valid();
        _expectRejected(A, "", IChannel.EntryMalformed.selector);
        for (uint256 i = 0; i < valid.length; ++i) {
            bytes memory short = new bytes(valid[i].length - 1);
            for (uint256 j = 0; j < short.length; ++j) {
                short[j] = valid[i][j];
            }
            _expectRejected(A, short, IChannel.EntryMalformed.selector);
            _expectRejected(A, bytes.concat(valid[i], hex"00"), IChannel.EntryMalformed.selector);
        }
        _expectNothingReported();
    }

    function test_deliver_rejects_EntryMalformed_ofUnknownKind() public {
        bytes[4] memory entries = _valid();
        // Among them the other kinds, whose length is another.
        uint8[6] memory kinds = [0, 1, 2, 3, 4, 255];
        for (uint256 i = 0; i < entries.length; ++i) {
            for (uint256 j = 0; j < kinds.length; ++j) {
                if (kinds[j] == i) continue;
                // Escrowed and Cancelled have one form.
                if (entries[i].length == 43 && (kinds[j] == 1 || kinds[j] == 3)) continue;
                bytes memory entry = bytes.concat(entries[i]);
                entry[0] = bytes1(kinds[j]);
                _expectRejected(A, entry, IChannel.EntryMalformed.selector);
            }
        }
        _expectNothingReported();
    }

    function test_deliver_rejects_EntryMalformed_ofAHoldThatIsNoBoolean() public {
        uint8[2] memory holds = [2, 255];
        for (uint256 i = 0; i < holds.length; ++i) {
            bytes memory entry = Entries.filled(ID, 0, _fill(_order(), 0, true));
            entry[39] = bytes1(holds[i]);
            _expectRejected(A, entry, IChannel.EntryMalformed.selector);
        }
        _expectNothingReported();
    }

    function test_deliver_goesOnAfterAMalformedEntry() public {
        bytes[] memory entries = Entries.list(Entries.heartbeat(NOW), hex"ff00", Entries.escrowed(NOW + 1, ID));
        bytes32 malformed = Entries.fold(0, Entries.slice(entries, 0, 2));
        bytes32 head = _send(A, entries);
        vm.expectEmit(address(hub));
        emit IChannel.EntriesDelivered(A, 0, head, 3);
        vm.expectEmit(address(hub));
        emit IChannel.EntryRejected(A, malformed, IChannel.EntryMalformed.selector);
        hub.deliver(A, entries, new bytes32[](0));
        (uint64 reported,,,) = hub.escrows(ID, A);
        assertEq(reported, 1);
        assertEq(hub.processedHead(A), head);
    }

    function test_deliver_revertsWith_HeadNotAccepted_fromAChainWithoutARoute() public {
        bytes[] memory entries = Entries.list(Entries.escrowed(NOW, ID));
        bytes32 head = Entries.fold(0, entries);
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, UNROUTED, head));
        hub.deliver(UNROUTED, entries, new bytes32[](0));
    }

    /// Any bytes at all are processed, and no other order's state moves.
    function testFuzz_deliver_isTotal(bytes memory entry) public {
        Order memory order = _order();
        bytes32 head = _report(A, entry);
        assertEq(hub.processedHead(A), head);
        (uint64 reported,,,) = hub.escrows(hub.orderIdOf(order), A);
        assertEq(reported, 0);
    }

    /// One of each kind.
    function _valid() private view returns (bytes[4] memory) {
        return [
            Entries.heartbeat(NOW),
            Entries.escrowed(NOW, ID),
            Entries.filled(ID, 0, _fill(_order(), 0, true)),
            Entries.cancelled(NOW, ID)
        ];
    }

    function _expectRejected(uint64 chain, bytes memory entry, bytes4 reason) private {
        bytes32 head = _send(chain, Entries.list(entry));
        vm.expectEmit(address(hub));
        emit IChannel.EntryRejected(chain, head, reason);
        hub.deliver(chain, Entries.list(entry), new bytes32[](0));
        assertEq(hub.processedHead(chain), head);
    }

    function _expectNothingReported() private view {
        (uint64 reported,,, bool cancelled) = hub.escrows(ID, A);
        assertEq(reported, 0);
        assertFalse(cancelled);
        assertEq(hub.fillHash(ID, A, 0), 0);
        assertEq(hub.watermark(A), 0);
    }
}
