// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke} from "../spoke/ISpoke.sol";
import {Order} from "../types/Order.sol";

/// @title Fills for solvers that bring nothing but ERC-20 tokens
/// @notice A fill pays its entry fee in the native token, and a call as ERC-7683 describes it carries no value. Here a
/// solver pays fee and native output in the wrapped token. Its deputy, a contract of its own at an address that follows
/// from the solver's, fills at the spoke: so what the spoke gives back to who filled is this solver's and nobody else's.
interface IDeputies {
    /// @notice What the solver's deputy held of a token went to the solver.
    event Released(address indexed solver, address indexed token, uint256 amount);

    /// @notice The spoke's entry fee is more than the caller pays. Both in wei.
    error EntryFeeTooHigh(uint256 entryFee, uint256 maxEntryFee);
    /// @notice Only the contract that made the deputy may use it.
    error CallerNotDeputies(address caller);

    /// @notice Fills a leg as `ISpoke.fill` does, with tokens that the caller approved for this contract: the output, the
    /// native one in the wrapped token, and the entry fee in the wrapped token.
    /// @param account Who is paid the leg's input, on its origin chain and nowhere else.
    /// @param hold As for `ISpoke.fill`. If the order is aborted, a held output returns to the caller's deputy.
    /// @param maxEntryFee Most that is paid as entry fee, in wei.
    function fill(Order calldata order, uint64 leg, address account, bool hold, uint256 maxEntryFee) external;

    /// @notice Sends a solver all that its deputy holds of a token; of the native token, in the wrapped one. Anyone may
    /// call it.
    /// @param token An ERC-20, or the native token's ERC-7528 address.
    /// @return amount What was sent, in the token's own unit.
    function release(address solver, address token) external returns (uint256 amount);

    /// @notice Who fills for a solver.
    function deputyOf(address solver) external view returns (address);

    /// @notice The spoke at which is filled.
    function spoke() external view returns (ISpoke);
}
