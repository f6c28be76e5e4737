// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IHub, ReportedOrder} from "../../../src/hub/IHub.sol";
import {Call, Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {Vm} from "forge-std/Vm.sol";

/// Malformed offsets, lengths and values: a call fails, or does what well-formed calldata would.
contract HubCalldataTest is HubFixture {
    function test_settle_ofMalformedCalldata_decidesWhatItsEventSays() public {
        Order memory order = _orderWithACall();
        _reportEverything(order, true);
        _checkEveryWord(abi.encodeCall(IHub.settle, (_list(_filled(order, true)))), IHub.OrderSettled.selector);
    }

    function test_abort_ofMalformedCalldata_decidesWhatItsEventSays() public {
        Order memory order = _orderWithACall();
        _reportEscrow(A, order);
        _reportFill(order, 0, true);
        _expire(order);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _fill(order, 0, true);
        _checkEveryWord(abi.encodeCall(IHub.abort, (_list(reported))), IHub.OrderAborted.selector);
    }

    /// It leads to the accepted head, or nowhere.
    function test_deliver_ofMalformedCalldata_leadsToTheAcceptedHead() public {
        bytes[] memory entries = Entries.list(Entries.heartbeat(NOW), Entries.escrowed(NOW, OrderId.wrap(0), 8));
        bytes32 head = _send(A, entries);
        bytes32 first = Entries.extend(0, entries[0]);
        bytes32[] memory rest = Entries.hashes(Entries.list(entries[1]));
        bytes[2] memory calls = [
            abi.encodeCall(hub.deliver, (A, entries, new bytes32[](0))),
            abi.encodeCall(hub.deliver, (A, Entries.list(entries[0]), rest))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            for (uint256 word = 1; word < calls[i].length / 32; ++word) {
                for (uint256 j = 0; j < VALUES; ++j) {
                    uint256 snapshot = vm.snapshotState();
                    (bool success,) = address(hub).call(_with(calls[i], word, _value(j, calls[i].length)));
                    if (success) assertEq(hub.processedHead(A), i == 0 ? head : first);
                    vm.revertToState(snapshot);
                }
            }
        }
    }

    /// Dirty bits are the caller's own making: nothing is decided, not even the other orders.
    function test_settle_revertsWith_OrderMalformed() public {
        Order memory order = _order();
        _reportEverything(order, true);
        bytes memory data = abi.encodeCall(IHub.settle, (_list(_filled(order, true))));
        // Offset and length of the list, offset of the element, three words of the element, then the order's user.
        uint256 user = 6;
        bytes memory dirty = _with(data, user, uint256(uint160(order.user)) | 1 << 160);
        vm.expectRevert(OrderLib.OrderMalformed.selector);
        (bool success,) = address(hub).call(dirty);
        assertTrue(success, "expectRevert");
    }

    uint256 private constant VALUES = 8;

    function _value(uint256 index, uint256 length) private pure returns (uint256) {
        return [0, 1, 2, 0x20, length, 1 << 64, 1 << 255, type(uint256).max][index];
    }

    function _checkEveryWord(bytes memory data, bytes32 topic) private {
        uint256 decided;
        for (uint256 word = 0; word < data.length / 32; ++word) {
            for (uint256 i = 0; i < VALUES; ++i) {
                uint256 snapshot = vm.snapshotState();
                vm.recordLogs();
                (bool success,) = address(hub).call(_with(data, word, _value(i, data.length)));
                if (success) decided += _checkDecided(vm.getRecordedLogs(), topic);
                vm.revertToState(snapshot);
            }
        }
        // Some values are those that stood there.
        assertGt(decided, 0);
    }

    function _checkDecided(Vm.Log[] memory logs, bytes32 topic) private view returns (uint256 decided) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != topic) continue;
            Order memory order = abi.decode(logs[i].data, (Order));
            assertEq(OrderId.unwrap(hub.orderIdOf(order)), logs[i].topics[1]);
            ++decided;
        }
    }

    function _with(bytes memory data, uint256 word, uint256 value) private pure returns (bytes memory changed) {
        changed = bytes.concat(data);
        assembly ("memory-safe") {
            mstore(add(changed, add(0x24, mul(0x20, word))), value)
        }
    }

    function _orderWithACall() private view returns (Order memory order) {
        order = _order(2);
        order.calls = new Call[](1);
        order.calls[0] = Call({chain: B, fallbackRecipient: _toAccount(user), calls: "calls", gas: 100_000});
    }
}
