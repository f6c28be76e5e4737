// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Handler} from "./Handler.sol";
import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";

/// @notice Plays the traces in `corpus` again, one file each: the shortest sequences of acts, and the seed of each, by
/// which the campaign caught a fault that was built into the contracts. Without it, every property holds to the end.
contract CorpusTest is Test {
    string private constant DIRECTORY = "test/invariant/corpus";

    Handler private handler;

    function setUp() public {
        handler = new Handler();
    }

    function test_corpus_holdsEveryProperty() public {
        Vm.DirEntry[] memory entries = vm.readDir(DIRECTORY);
        assertGe(entries.length, 12, "the corpus is there");
        uint256 start = vm.snapshotState();
        for (uint256 i = 0; i < entries.length; ++i) {
            _replay(vm.readFile(entries[i].path));
            vm.revertToState(start);
        }
    }

    function _replay(string memory json) private {
        string[] memory acts = vm.parseJsonStringArray(json, ".acts");
        uint256[] memory seeds = vm.parseJsonUintArray(json, ".seeds");
        assertEq(acts.length, seeds.length, "each act has a seed");
        for (uint256 i = 0; i < acts.length; ++i) {
            (bool success, bytes memory reason) =
                address(handler).call(abi.encodeWithSignature(string.concat(acts[i], "(uint256)"), seeds[i]));
            if (!success) _rethrow(reason);
            _check();
        }
        handler.finish();
        _check();
        handler.checkOutcomes();
        handler.checkBalances();
    }

    function _check() private view {
        handler.checkAtomicity();
        handler.checkDeadlines();
        handler.checkSolvency();
        handler.checkConservation();
        handler.checkNoGain();
    }

    function _rethrow(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
