// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HistoryHeaderOracle} from "../../../../src/gateway/header/HistoryHeaderOracle.sol";
import {Test} from "forge-std/Test.sol";

/// Against the code that EIP-2935 has chains deploy, fed as they feed it.
contract HistoryHeaderOracleHashOfTest is Test {
    uint64 private constant HERE = 31337;
    uint256 private constant NUMBER = 21_000_000;
    uint256 private constant RECENT = 256;
    uint256 private constant HISTORY = 8191;
    address private constant HISTORY_STORAGE = 0x0000F90827F1C53a10cb7A02335B175320002935;
    address private constant SYSTEM = 0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE;
    bytes private constant HISTORY_CODE =
        hex"3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";

    HistoryHeaderOracle private oracle;

    function setUp() public {
        vm.chainId(HERE);
        vm.roll(NUMBER);
        oracle = new HistoryHeaderOracle();
    }

    function test_hashOf_aRecentBlock() public {
        vm.setBlockhash(NUMBER - 1, _hash(NUMBER - 1));
        vm.setBlockhash(NUMBER - RECENT, _hash(NUMBER - RECENT));
        assertEq(oracle.hashOf(HERE, NUMBER - 1), _hash(NUMBER - 1));
        assertEq(oracle.hashOf(HERE, NUMBER - RECENT), _hash(NUMBER - RECENT));
    }

    function test_hashOf_anOlderBlock() public {
        _remember(NUMBER - RECENT - 1);
        _remember(NUMBER - HISTORY);
        assertEq(oracle.hashOf(HERE, NUMBER - RECENT - 1), _hash(NUMBER - RECENT - 1));
        assertEq(oracle.hashOf(HERE, NUMBER - HISTORY), _hash(NUMBER - HISTORY));
    }

    /// Where the ring has been written over, the block that now lies there is not taken for the older one.
    function test_hashOf_aForgottenBlock() public {
        _remember(NUMBER - HISTORY - 1);
        assertEq(oracle.hashOf(HERE, NUMBER - HISTORY - 1), 0);
        assertEq(oracle.hashOf(HERE, NUMBER - 1 - HISTORY), 0);
        assertEq(oracle.hashOf(HERE, 0), 0);
    }

    function test_hashOf_aBlockToCome() public {
        _remember(NUMBER - HISTORY);
        assertEq(oracle.hashOf(HERE, NUMBER), 0);
        assertEq(oracle.hashOf(HERE, NUMBER + 1), 0);
        assertEq(oracle.hashOf(HERE, type(uint256).max), 0);
    }

    /// A chain before EIP-2935 reaches as far as BLOCKHASH.
    function test_hashOf_withoutTheHistoryContract() public {
        vm.etch(HISTORY_STORAGE, "");
        assertEq(oracle.hashOf(HERE, NUMBER - RECENT - 1), 0);
    }

    /// It says nothing of other chains.
    function test_hashOf_anotherChain() public {
        vm.setBlockhash(NUMBER - 1, _hash(NUMBER - 1));
        assertEq(oracle.hashOf(HERE + 1, NUMBER - 1), 0);
        assertEq(oracle.hashOf(0, NUMBER - 1), 0);
    }

    /// At the start of the block after it, the chain itself hands over the hash.
    function _remember(uint256 number) private {
        vm.etch(HISTORY_STORAGE, HISTORY_CODE);
        vm.roll(number + 1);
        vm.prank(SYSTEM);
        (bool success,) = HISTORY_STORAGE.call(abi.encode(_hash(number)));
        assertTrue(success);
        vm.roll(NUMBER);
    }

    function _hash(uint256 number) private pure returns (bytes32) {
        return keccak256(abi.encode(number));
    }
}
