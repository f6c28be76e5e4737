// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {InstructionLib, Pay} from "../types/Instruction.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

/// @notice What one transaction owes: payouts, one element per chain, token and account, in the order in which they came
/// up; and fees earned by whoever decides, one element per chain.
struct PayoutBatch {
    uint256 count;
    uint64[] chains;
    bytes32[] tokens;
    bytes32[] accounts;
    uint256[] amounts;
    /// For whoever delivers: in gwei in the low half, in the token's own unit in the high half.
    uint256[] fees;
    uint256 earnedCount;
    uint64[] earnedChains;
    uint256[] earnedAmounts;
}

/// @notice Adds up what is owed, so that it travels as one payout per account.
library PayoutBatchLib {
    using TransientSlot for *;

    /// @param capacity Most payouts that will be added, and most chains on which fees are earned.
    function create(uint256 capacity) internal pure returns (PayoutBatch memory batch) {
        batch.chains = new uint64[](capacity);
        batch.tokens = new bytes32[](capacity);
        batch.accounts = new bytes32[](capacity);
        batch.amounts = new uint256[](capacity);
        batch.fees = new uint256[](capacity);
        batch.earnedChains = new uint64[](capacity);
        batch.earnedAmounts = new uint256[](capacity);
    }

    /// @param fee What its delivery is paid, in gwei, and in the token in the high half; of payouts that travel as one,
    /// both add up.
    function add(PayoutBatch memory batch, uint64 chain, bytes32 token, bytes32 account, uint256 amount, uint256 fee)
        internal
    {
        // Transient storage finds the element in constant time; zero means none, so positions count from one.
        TransientSlot.Uint256Slot slot = _slot(chain, token, account);
        uint256 position = slot.tload();
        if (position == 0) {
            uint256 index = batch.count++;
            batch.chains[index] = chain;
            batch.tokens[index] = token;
            batch.accounts[index] = account;
            batch.amounts[index] = amount;
            batch.fees[index] = fee;
            slot.tstore(index + 1);
        } else {
            // Of an order, amounts have at most 192 bits, fees 64 and, in the token, 96: no sum can overflow.
            batch.amounts[position - 1] += amount;
            batch.fees[position - 1] += fee;
        }
    }

    /// @param amount In gwei of the chain's native token.
    function earn(PayoutBatch memory batch, uint64 chain, uint256 amount) internal pure {
        if (amount == 0) return;
        // Few: the chains of one transaction's orders.
        uint256 index = 0;
        while (index < batch.earnedCount && batch.earnedChains[index] != chain) ++index;
        if (index == batch.earnedCount) batch.earnedChains[batch.earnedCount++] = chain;
        batch.earnedAmounts[index] += amount;
    }

    /// @notice The entry that pays an element. The element takes no more additions.
    function take(PayoutBatch memory batch, uint256 index) internal returns (uint64 chain, bytes memory entry) {
        chain = batch.chains[index];
        uint256 fees = batch.fees[index];
        Pay memory pay = Pay(
            batch.tokens[index], batch.accounts[index], batch.amounts[index], fees & type(uint128).max, fees >> 128
        );
        // A later batch of the same transaction starts empty.
        _slot(chain, pay.token, pay.account).tstore(0);
        entry = InstructionLib.encodePay(pay);
    }

    function _slot(uint64 chain, bytes32 token, bytes32 account) private pure returns (TransientSlot.Uint256Slot) {
        return keccak256(abi.encode(chain, token, account)).asUint256();
    }
}
