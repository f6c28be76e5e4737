// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Settings} from "../types/Settings.sol";
import {HEAD_MASK} from "./HeadSlot.sol";
import {IChannel} from "./IChannel.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC7786GatewaySource, IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// @title The ordered, hash-chained channel that hub and spokes share
abstract contract Channel is IChannel, IERC7786Recipient, AccessManaged {
    using InteroperableAddress for bytes;

    struct End {
        /// Head of the entries queued here; in its low 16 bits, which no head uses, this end's settings.
        bytes32 queued;
        /// Head of the other end's entries that were processed here.
        bytes32 processed;
        address gateway;
        /// Counts the routes from one.
        uint64 epoch;
        address counterpart;
        /// In which epoch a head was accepted last: what a replaced gateway brought counts no more.
        mapping(bytes32 head => uint64 epoch) accepted;
    }

    /// `HeadSlotLib` says where it lies.
    mapping(uint64 chain => End) private _ends;

    /// @inheritdoc IChannel
    function dispatch(uint64 chain) external payable returns (bytes32 sendId) {
        End storage end = _ends[chain];
        address gateway = end.gateway;
        bytes32 head = end.queued & HEAD_MASK;
        require(gateway != address(0), RouteNotSet(chain));
        require(head != 0, ChannelEmpty(chain));

        bytes memory recipient = InteroperableAddress.formatEvmV1(chain, end.counterpart);
        sendId = IERC7786GatewaySource(gateway).sendMessage{value: msg.value}(
            recipient, abi.encodePacked(head), new bytes[](0)
        );

        emit HeadDispatched(chain, head, gateway, sendId);
    }

    /// @inheritdoc IERC7786Recipient
    /// @dev Accepting is idempotent, so that a gateway may repeat a message.
    function receiveMessage(bytes32, bytes calldata sender, bytes calldata payload) external payable returns (bytes4) {
        require(msg.value == 0, MessageWithValue(msg.value));
        // Comparing decoded parts makes every encoding of one account equal.
        (uint256 senderChain, address counterpart) = sender.parseEvmV1Calldata();
        // A chain id beyond 64 bits has no route.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint64 chain = senderChain > type(uint64).max ? 0 : uint64(senderChain);
        End storage end = _ends[chain];
        require(end.gateway != address(0), RouteNotSet(chain));
        require(msg.sender == end.gateway, GatewayNotOnRoute(chain, msg.sender));
        require(counterpart == end.counterpart, SenderNotCounterpart(chain, counterpart));
        require(payload.length == 32, MessageNotAHead(payload.length));

        // Its length is 32.
        // forge-lint: disable-next-line(unsafe-typecast)
        _accept(end, chain, bytes32(payload), msg.sender);
        return IERC7786Recipient.receiveMessage.selector;
    }

    /// @inheritdoc IChannel
    function acceptEarlier(uint64 chain, bytes32 head, bytes32[] calldata rest) external {
        End storage end = _ends[chain];
        bytes32 tip = _fold(head, rest);
        require(_isAccepted(end, tip), HeadNotAccepted(chain, tip));

        _accept(end, chain, head, address(0));
    }

    /// @inheritdoc IChannel
    function queuedHead(uint64 chain) public view returns (bytes32) {
        return _ends[chain].queued & HEAD_MASK;
    }

    /// @inheritdoc IChannel
    function processedHead(uint64 chain) external view returns (bytes32) {
        return _ends[chain].processed;
    }

    /// @inheritdoc IChannel
    function isAccepted(uint64 chain, bytes32 head) external view returns (bool) {
        return _isAccepted(_ends[chain], head);
    }

    /// @inheritdoc IChannel
    function route(uint64 chain) public view returns (address gateway, address counterpart) {
        End storage end = _ends[chain];
        return (end.gateway, end.counterpart);
    }

    function _hasRoute(uint64 chain) internal view returns (bool) {
        return _ends[chain].gateway != address(0);
    }

    function _setRoute(uint64 chain, address gateway, address counterpart) internal {
        require(gateway != address(0) && counterpart != address(0), RouteIncomplete(chain, gateway, counterpart));
        End storage end = _ends[chain];
        bool unused = end.queued & HEAD_MASK == 0 && end.processed == 0;
        require(unused || counterpart == end.counterpart, CounterpartFixed(chain, end.counterpart));
        emit RouteSet(chain, end.gateway, end.counterpart, gateway, counterpart);
        end.gateway = gateway;
        end.counterpart = counterpart;
        ++end.epoch;
    }

    /// @return settings This end's, which lie in the slot that is read and written anyway.
    function _queue(uint64 chain, bytes memory entry) internal returns (Settings settings) {
        End storage end = _ends[chain];
        uint256 queued = uint256(end.queued);
        // The low 16 bits are meant.
        // forge-lint: disable-next-line(unsafe-typecast)
        settings = Settings.wrap(uint16(queued));
        bytes32 head = _extend(bytes32(queued) & HEAD_MASK, keccak256(entry));
        end.queued = head | bytes32(queued & type(uint16).max);
        _emitEntryQueued(chain, head, entry);
    }

    function _settings(uint64 chain) internal view returns (Settings) {
        // The low 16 bits are meant.
        // forge-lint: disable-next-line(unsafe-typecast)
        return Settings.wrap(uint16(uint256(_ends[chain].queued)));
    }

    function _setSettings(uint64 chain, Settings settings) internal {
        End storage end = _ends[chain];
        end.queued = (end.queued & HEAD_MASK) | bytes32(uint256(Settings.unwrap(settings)));
    }

    function _counterpart(uint64 chain) internal view returns (address) {
        return _ends[chain].counterpart;
    }

    /// The other end's processed head moves before the handlers run, so that a reentrant delivery finds it moved.
    function _deliver(uint64 chain, bytes[] calldata entries, bytes32[] calldata rest) internal {
        require(entries.length != 0, NoEntries());
        End storage end = _ends[chain];
        bytes32 headBefore = end.processed;
        bytes32[] memory heads = new bytes32[](entries.length);
        bytes32 head = headBefore;
        for (uint256 i = 0; i < entries.length; ++i) {
            head = _extend(head, keccak256(entries[i]));
            heads[i] = head;
        }
        bytes32 tip = _fold(head, rest);
        require(_isAccepted(end, tip), HeadNotAccepted(chain, tip));

        end.processed = head;
        emit EntriesDelivered(chain, headBefore, head, entries.length);

        for (uint256 i = 0; i < entries.length; ++i) {
            bytes4 reason = _handle(chain, heads[i], entries[i]);
            if (reason != 0) emit EntryRejected(chain, heads[i], reason);
        }
    }

    /// @dev Total: it never reverts because of what the entry says.
    /// @return reason Selector of the error for which the entry is rejected; zero if it took effect.
    function _handle(uint64 chain, bytes32 head, bytes calldata entry) internal virtual returns (bytes4 reason);

    /// Emits EntryQueued with one copy of the entry, where the compiler makes several: it is on the path of every fill.
    function _emitEntryQueued(uint64 chain, bytes32 head, bytes memory entry) private {
        bytes32 topic = EntryQueued.selector;
        assembly ("memory-safe") {
            let length := mload(entry)
            let data := mload(0x40)
            mstore(data, chain)
            mstore(add(data, 0x20), 0x40)
            mcopy(add(data, 0x40), entry, add(length, 0x20))
            mstore(add(data, add(length, 0x60)), 0)
            log2(data, add(0x60, and(add(length, 0x1f), not(0x1f))), topic, head)
        }
    }

    function _accept(End storage end, uint64 chain, bytes32 head, address gateway) private {
        if (_isAccepted(end, head)) return;
        end.accepted[head] = end.epoch;
        emit HeadAccepted(chain, head, gateway);
    }

    function _isAccepted(End storage end, bytes32 head) private view returns (bool) {
        uint64 epoch = end.accepted[head];
        return epoch != 0 && epoch == end.epoch;
    }

    function _fold(bytes32 head, bytes32[] calldata entryHashes) private pure returns (bytes32) {
        for (uint256 i = 0; i < entryHashes.length; ++i) {
            head = _extend(head, entryHashes[i]);
        }
        return head;
    }

    function _extend(bytes32 head, bytes32 entryHash) private pure returns (bytes32 extended) {
        // keccak256(abi.encode(head, entryHash)) & HEAD_MASK in scratch space: it runs once per entry.
        assembly ("memory-safe") {
            mstore(0x00, head)
            mstore(0x20, entryHash)
            extended := shl(16, shr(16, keccak256(0x00, 0x40)))
        }
    }
}
