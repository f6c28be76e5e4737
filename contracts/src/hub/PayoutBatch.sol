// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {InstructionLib, Pay} from "../types/Instruction.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

/// @notice What one transaction owes, one element per chain, token and account, in the order in which they came up.
struct PayoutBatch {
    uint256 count;
    uint64[] chains;
    bytes32[] tokens;
    bytes32[] accounts;
    uint256[] amounts;
}

/// @notice Adds up what is owed, so that it travels as one payout per account.
library PayoutBatchLib {
    using TransientSlot for *;

    /// @param capacity Most payouts that will be added.
    function create(uint256 capacity) internal pure returns (PayoutBatch memory batch) {
        batch.chains = new uint64[](capacity);
        batch.tokens = new bytes32[](capacity);
        batch.accounts = new bytes32[](capacity);
        batch.amounts = new uint256[](capacity);
    }

    function add(PayoutBatch memory batch, uint64 chain, bytes32 token, bytes32 account, uint256 amount) internal {
        // Transient storage finds the element in constant time; zero means none, so positions count from one.
        TransientSlot.Uint256Slot slot = _slot(chain, token, account);
        uint256 position = slot.tload();
        if (position == 0) {
            uint256 index = batch.count++;
            batch.chains[index] = chain;
            batch.tokens[index] = token;
            batch.accounts[index] = account;
            batch.amounts[index] = amount;
            slot.tstore(index + 1);
        } else {
            // Amounts of legs have 128 bits: the sum can't overflow.
            batch.amounts[position - 1] += amount;
        }
    }

    /// @notice The entry that pays an element. The element takes no more additions.
    function take(PayoutBatch memory batch, uint256 index) internal returns (uint64 chain, bytes memory entry) {
        chain = batch.chains[index];
        Pay memory pay = Pay(batch.tokens[index], batch.accounts[index], batch.amounts[index]);
        // A later batch of the same transaction starts empty.
        _slot(chain, pay.token, pay.account).tstore(0);
        entry = InstructionLib.encodePay(pay);
    }

    function _slot(uint64 chain, bytes32 token, bytes32 account) private pure returns (TransientSlot.Uint256Slot) {
        return keccak256(abi.encode(chain, token, account)).asUint256();
    }
}
