// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @title Shares of a ledger balance that fills pooled orders
/// @notice ERC-4626 over an asset's ledger balance instead of an ERC-20: `asset()` is the ledger, an ERC-6909 token,
/// and `ledgerAsset()` the id there. Assets are ledger units, a share has three decimals more. Whoever deposits gets
/// shares: from a ledger balance, with the vault as operator or an allowance to it, or, in one step, by a deposit on any
/// chain. Shares are redeemed to the ledger, or to any chain that holds custody.
///
/// Anyone may have a pooled order filled from the vault, if it pays the vault's margin. What the vault earns by that is
/// locked and becomes assets evenly over a day, so that nobody gains by coming for one fill.
///
/// A share's price never falls: shares and assets are rounded in favour of those who stay, a virtual thousand of shares
/// keeps the first one from being made dear, and nothing but deposits and fills adds to what the vault holds.
interface IVault is IERC4626 {
    /// @notice A fill earned the vault `profit`. What is locked, with it, becomes assets evenly until `unlockedAt`.
    event ProfitLocked(uint256 profit, uint256 locked, uint256 unlockedAt);

    /// @notice Only the ledger may call this.
    error CallerNotLedger(address caller);
    /// @notice The payout would be less than the caller asks for. In the token's own unit.
    error PayoutTooLow(uint256 tokens, uint256 minimum);

    /// @notice Makes shares for assets that the ledger has credited the vault. Only the ledger.
    function issue(address receiver, uint256 assets, uint256 shares) external;

    /// @notice Locks what a fill earned. Only the ledger.
    function lockProfit(uint256 profit) external;

    /// @notice Pays what shares are worth on a chain, less the imbalance and the payout fee. What the token can't express
    /// stays on the owner's ledger account.
    /// @param recipient On that chain, as a 32-byte account.
    /// @param minimum Least payout, in the token's own unit.
    /// @return tokens The payout, in the token's own unit.
    function redeemTo(uint64 chain, bytes32 recipient, uint256 shares, uint256 minimum, address owner)
        external
        returns (uint256 tokens);

    /// @notice The ledger.
    function ledger() external view returns (address);

    /// @notice The asset's id on the ledger.
    function ledgerAsset() external view returns (uint32);

    /// @notice What fills earned that is not assets yet.
    function lockedProfit() external view returns (uint256);
}
