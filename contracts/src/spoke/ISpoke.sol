// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../channel/IChannel.sol";
import {Order, OrderId} from "../types/Order.sol";
import {Repayment} from "../types/Report.sol";

/// @title A vault that reports to the hub and obeys it
/// @notice Escrows the inputs of orders, takes fills, and moves tokens out on the hub's instructions alone.
interface ISpoke is IChannel {
    /// @notice The inputs of this chain's legs were pulled from `payer`; the report Escrowed was queued.
    event OrderOpened(OrderId indexed orderId, address indexed payer, Order order);

    /// @notice A leg's output was left with the spoke until the hub decides; the report Filled says by whom.
    event OutputHeld(OrderId indexed orderId, uint8 leg, address token, uint256 amount);

    /// @notice The instruction that makes `head` was paid.
    event PayoutPaid(bytes32 indexed head, address indexed token, address indexed account, uint256 amount);

    /// @notice The token refused the payout of the instruction that makes `head`; the account can claim it.
    event PayoutFailed(bytes32 indexed head, address indexed token, address indexed account, uint256 amount);

    /// @notice A failed payout was claimed.
    event PayoutClaimed(address indexed token, address indexed account, uint256 amount);

    /// @notice The order has a field that this version does not support: set it to zero or empty.
    error FieldNotSupported(string field);
    /// @notice The user is zero or the spoke itself.
    error UserInvalid(address user);
    /// @notice `openDeadline` is after `fillDeadline`.
    error DeadlinesOutOfOrder(uint64 openDeadline, uint64 fillDeadline);
    /// @notice `fillDeadline` is more than the longest span ahead.
    error DeadlineTooFar(uint64 fillDeadline, uint64 latest);
    /// @notice The order can't be opened here any more.
    error OpenDeadlinePassed(uint64 openDeadline);
    /// @notice The leg can't be filled any more.
    error FillDeadlinePassed(uint64 fillDeadline);
    /// @notice No leg of the order has its input on this chain.
    error NoLegOriginatesHere(OrderId orderId);
    /// @notice The order has no such leg.
    error LegOutOfRange(uint256 leg, uint256 count);
    /// @notice The leg is filled on another chain.
    error LegNotDueHere(uint256 leg, uint64 destinationChain);
    /// @notice The leg was filled before.
    error LegAlreadyFilled(OrderId orderId, uint256 leg);
    /// @notice An amount is zero.
    error AmountZero();
    /// @notice The token moved another amount than asked.
    error TransferInexact(address token, uint256 asked, uint256 moved);
    /// @notice The recipient is the spoke itself.
    error RecipientInvalid(address recipient);
    /// @notice The repayment account is zero, the spoke itself, or no account of the origin chain.
    error RepaymentAccountInvalid(bytes32 account);
    /// @notice The spoke has no route to the hub yet: it takes no orders and no fills.
    error SpokeNotConfigured();
    /// @notice The last heartbeat is too recent.
    error HeartbeatTooSoon(uint64 earliest);
    /// @notice Each payout must be given the gas that a token may use.
    error GasTooLow(uint256 available, uint256 required);
    /// @notice Nothing to claim.
    error NothingToClaim(address token, address account);

    /// @notice Pulls the inputs of this chain's legs from the caller and reports Escrowed. Anyone may pay for an
    /// order; refunds go to `order.user`. Until `openDeadline`, that second included. Each repetition escrows again.
    /// @return orderId The order's id.
    function open(Order calldata order) external returns (OrderId orderId);

    /// @notice Delivers a leg, until `fillDeadline`, that second included, and reports Filled. At most once per leg.
    /// @param order The order.
    /// @param leg Index of the leg.
    /// @param repayment Where the caller is paid once the order is settled; for now on the leg's origin chain.
    /// @param hold False: the output goes from the caller to the recipient at once, at the caller's risk should
    /// another leg fail; of a token that takes a fee the recipient gets what the token passes on. True: it stays with
    /// the spoke until the hub decides, then goes to the recipient or back; a token that takes a fee is refused.
    function fill(Order calldata order, uint8 leg, Repayment calldata repayment, bool hold) external;

    /// @notice Queues an empty report, so that the hub learns this chain's clock. Spaced by `heartbeatSpacing`.
    function heartbeat() external;

    /// @notice Pays an account what a token refused earlier. Anyone may call it.
    /// @return amount What was paid, in the token's own unit.
    function claim(address token, address account) external returns (uint256 amount);

    /// @notice Sets the gateway over which the channel with the hub runs. Restricted to the access manager.
    function setRoute(address gateway) external;

    /// @notice The hub's chain id.
    function hubChain() external view returns (uint64);

    /// @notice The hub's address on its chain.
    function hub() external view returns (address);

    /// @notice Least seconds between two heartbeats.
    function heartbeatSpacing() external view returns (uint64);

    /// @notice EIP-712 domain separator under which order ids are made.
    function domainSeparator() external view returns (bytes32);

    /// @notice The id of an order.
    function orderIdOf(Order calldata order) external view returns (OrderId);

    /// @notice The legs of an order that were filled here, leg `i` in bit `i`.
    function filledLegs(OrderId orderId) external view returns (uint256);

    /// @notice What an account can claim, in the token's own unit.
    function claimable(address token, address account) external view returns (uint256);
}
