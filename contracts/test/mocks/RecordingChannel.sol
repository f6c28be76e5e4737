// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Channel} from "../../src/channel/Channel.sol";
import {Settings} from "../../src/types/Settings.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @notice A channel's end that queues what it is asked to and writes down what it is given.
contract RecordingChannel is Channel {
    struct Handled {
        uint64 chain;
        bytes32 head;
        /// What `processedHead` was while the entry was handled.
        bytes32 processed;
        bytes entry;
    }

    /// An entry that is rejected, for this reason.
    bytes public constant REFUSED = "refused";

    error Refused();

    Handled[] private _handled;

    constructor(address accessManager) AccessManaged(accessManager) {}

    function queue(uint64 chain, bytes calldata entry) external returns (Settings) {
        return _queue(chain, entry);
    }

    function queueMany(uint64 chain, bytes[] calldata entries) external {
        for (uint256 i = 0; i < entries.length; ++i) {
            _queue(chain, entries[i]);
        }
    }

    function setSettings(uint64 chain, Settings settings_) external {
        _setSettings(chain, settings_);
    }

    function deliver(uint64 chain, bytes[] calldata entries, bytes32[] calldata rest) external {
        _deliver(chain, entries, rest);
    }

    function setRoute(uint64 chain, address gateway, address counterpart) external {
        _setRoute(chain, gateway, counterpart);
    }

    function settings(uint64 chain) external view returns (Settings) {
        return _settings(chain);
    }

    function hasRoute(uint64 chain) external view returns (bool) {
        return _hasRoute(chain);
    }

    function counterpart(uint64 chain) external view returns (address) {
        return _counterpart(chain);
    }

    function handled() external view returns (Handled[] memory) {
        return _handled;
    }

    /// @inheritdoc Channel
    function _handle(uint64 chain, bytes32 head, bytes calldata entry) internal override returns (bytes4 reason) {
        _handled.push(Handled(chain, head, this.processedHead(chain), entry));
        if (keccak256(entry) == keccak256(REFUSED)) return Refused.selector;
    }
}
