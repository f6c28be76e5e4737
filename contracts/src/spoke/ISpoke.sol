// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../channel/IChannel.sol";
import {Order, OrderId} from "../types/Order.sol";
import {Repayment} from "../types/Report.sol";

/// @notice An ERC-2612 permit for the spoke.
/// @param token The token.
/// @param value In the token's own unit.
/// @param deadline Last second of the permit.
struct Permit {
    address token;
    uint256 value;
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @notice The signature of an ERC-3009 `ReceiveWithAuthorization`.
struct Authorization {
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @notice One of many orders to open.
/// @param order The order.
/// @param signature As for `openFor`; empty to open it as the caller's own.
/// @param value Native value for it, in wei.
struct OpenRequest {
    Order order;
    bytes signature;
    uint256 value;
}

/// @notice One of many legs to fill.
/// @param value Native value for it, in wei.
struct FillRequest {
    Order order;
    uint64 leg;
    Repayment repayment;
    bool hold;
    uint256 value;
}

/// @title A vault that reports to the hub and obeys it
/// @notice Escrows the inputs of orders, takes fills, and moves tokens out on the hub's instructions alone.
interface ISpoke is IChannel {
    /// @notice The inputs of this chain's legs were pulled from the order's user, or from who the next event names; the
    /// report Escrowed was queued.
    event OrderOpened(OrderId indexed orderId, Order order);

    /// @notice The order that the event before is about was paid for by another account than its user.
    event OrderPaidFor(OrderId indexed orderId, address payer);

    /// @notice The inputs of this chain's legs were pulled from `order.user`, whose signature `submitter` brought; the
    /// nonce is used up here and the report Escrowed was queued.
    event SignedOrderOpened(OrderId indexed orderId, address submitter, Order order);

    /// @notice A user gave up a nonce: no order with it can be opened by signature here any more.
    event NonceCancelled(address indexed user, uint256 nonce);

    /// @notice A leg's output was left with the spoke until the hub decides; the report Filled says by whom.
    event OutputHeld(OrderId indexed orderId, uint8 leg, Order order);

    /// @notice The order's call ran here.
    event CallExecuted(OrderId indexed orderId);

    /// @notice The order's call failed with the gas that it names, or its outputs did not arrive in time; what is there
    /// goes to the fallback recipient.
    event CallFailed(OrderId indexed orderId);

    /// @notice What the order's executor held of a token went to the call's fallback recipient.
    event ExecutorSwept(OrderId indexed orderId, address indexed token, address indexed recipient, uint256 amount);

    /// @notice One of many requests failed and was left out. `reason` is its error, cut at 256 bytes.
    event RequestSkipped(uint256 indexed index, bytes reason);

    /// @notice The hub configured the spoke. `entryFee` is the least fee of an entry, in wei.
    event Configured(bytes32 indexed head, bool accepting, uint256 entryFee);

    /// @notice What is paused from now on.
    event PausesSet(bool opens, bool fills);

    /// @notice The chain's wrapped native token, set once.
    event WrappedNativeSet(address token);

    /// @notice Whoever delivered instructions was paid for it, in wei.
    event DeliveryPaid(address indexed account, uint256 amount);

    /// @notice Whoever delivered instructions refused the native token owed for it, in wei; the account can claim it.
    event DeliveryCredited(address indexed account, uint256 amount);

    /// @notice Whoever delivered the instruction that makes `head` can claim what its payout pays for that, in the token.
    event PayoutFeeCredited(bytes32 indexed head, address indexed token, address indexed account, uint256 amount);

    /// @notice The instruction that makes `head` was paid.
    event PayoutPaid(bytes32 indexed head, address indexed token, address indexed account, uint256 amount);

    /// @notice The token refused the payout of the instruction that makes `head`; the account can claim it.
    event PayoutFailed(bytes32 indexed head, address indexed token, address indexed account, uint256 amount);

    /// @notice Some or all of what failed payouts and payouts' fees left was claimed.
    event PayoutClaimed(address indexed token, address indexed account, uint256 amount);

    /// @notice A pooled order is filled and cancelled at the hub.
    error OrderPooled(OrderId orderId);
    /// @notice A deposit is for somebody.
    error BeneficiaryZero();
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
    /// @notice The repayment account is zero, the spoke itself, or no address.
    error RepaymentAccountInvalid(bytes32 account);
    /// @notice The hub has not configured the spoke to take orders and fills, or retired its chain.
    error SpokeNotAccepting();
    /// @notice The guardian paused opens.
    error OpensPaused();
    /// @notice The guardian paused fills.
    error FillsPaused();
    /// @notice The entry pays less than the least fee. Both in wei.
    error EntryFeeTooLow(uint256 fee, uint256 entryFee);
    /// @notice The fee is no multiple of 1 gwei, or more than five bytes of gwei. In wei.
    error EntryFeeMalformed(uint256 fee);
    /// @notice Less native value came with the call than it spends. Both in wei.
    error ValueTooLow(uint256 value, uint256 required);
    /// @notice The signature is not the account's.
    error SignatureInvalid(address account);
    /// @notice The nonce was used or cancelled here.
    error NonceUsed(address user, uint256 nonce);
    /// @notice One authorisation per distinct token of this chain's legs.
    error AuthorizationCountMismatch(uint256 authorizations, uint256 tokens);
    /// @notice Until then only this solver may fill.
    error SolverExclusive(address solver, uint64 until);
    /// @notice Only the order's user may do this.
    error CallerNotUser(address caller, address user);
    /// @notice An order of several legs can be cancelled only if it was signed as cancellable.
    error OrderNotCancellable(OrderId orderId);
    /// @notice The order was cancelled here.
    error OrderCancelled(OrderId orderId);
    /// @notice Every leg that is due here was filled.
    error NothingToCancel(OrderId orderId);
    /// @notice Calls are listed by ascending chain, within the bounds of gas and length, with a fallback recipient, each
    /// for at least one leg to the order's executor; in a pooled order each such leg has a call.
    error CallInvalid(uint256 call);
    /// @notice The order has no call here.
    error NoCallHere(OrderId orderId);
    /// @notice Not all outputs have reached the executor, and it is too early to give up on them.
    error OutputsMissing(OrderId orderId, uint64 waitUntil);
    /// @notice The order's call failed; a fill that runs it fails with it.
    error CallReverted(OrderId orderId);
    /// @notice The recipient refused the native token.
    error NativeTransferFailed(address recipient);
    /// @notice The chain's wrapped native token is not set.
    error WrappedNativeNotSet();
    /// @notice The wrapped native token is set once.
    error WrappedNativeFixed(address token);
    /// @notice Only the wrapped native token sends value without a call.
    error SenderNotWrappedNative(address sender);
    /// @notice The last heartbeat is too recent.
    error HeartbeatTooSoon(uint64 earliest);
    /// @notice An order's call, a payout and a sweep must be left the gas that each may use, so that none of them fails for
    /// want of it.
    error GasTooLow(uint256 available, uint256 required);
    /// @notice The account can claim less than that, or the amount is zero.
    error ClaimTooLarge(address token, address account, uint256 claimable);

    /// @notice Pulls the inputs of this chain's legs from the caller and reports Escrowed. Anyone may pay for an
    /// order; refunds go to `order.user`. Until `openDeadline`, that second included. Each repetition escrows again.
    /// @dev The value is the sum of native inputs and the entry fee; what exceeds `entryFee` is a tip.
    /// @return orderId The order's id.
    function open(Order calldata order) external payable returns (OrderId orderId);

    /// @notice The same for a user who signed the order, from their balance and allowance, once per chain and nonce.
    /// Anyone may submit it, and pays the entry fee. A native input is taken in the wrapped token.
    /// @param signature EIP-712 signature of the order, by the user or, after ERC-1271, for their contract account. The
    /// same on every chain.
    function openFor(Order calldata order, bytes calldata signature) external payable returns (OrderId orderId);

    /// @notice The same by Permit2: the signature is of a `PermitBatchWitnessTransferFrom` with one permission per distinct
    /// token of this chain's legs, as for `openForWithAuthorizations`, `order.nonce`, `openDeadline` as deadline, this spoke as spender, and the order as witness.
    function openForWithPermit2(Order calldata order, bytes calldata signature)
        external
        payable
        returns (OrderId orderId);

    /// @notice As `openFor`, after ERC-2612 permits. A permit that was used already does no harm.
    function openForWithPermits(Order calldata order, bytes calldata signature, Permit[] calldata permits)
        external
        payable
        returns (OrderId orderId);

    /// @notice The same by ERC-3009: one `ReceiveWithAuthorization` per distinct token of this chain's legs, in the order
    /// of their first appearance, each for the sum of that token's inputs, to this spoke, valid after 0 and before
    /// `openDeadline + 1`, its nonce the order's id, which is what stops a repetition: the user's nonce must be unused,
    /// but stays so. The event is OrderOpened.
    function openForWithAuthorizations(Order calldata order, Authorization[] calldata authorizations)
        external
        payable
        returns (OrderId orderId);

    /// @notice Opens many orders. One that fails is left out, with an event; its value goes back to the caller. Each may
    /// use an equal part of the gas that is left.
    function openMany(OpenRequest[] calldata requests) external payable;

    /// @notice Gives up a nonce of the caller's: no order with it can be opened by signature here.
    function cancelNonce(uint256 nonce) external;

    /// @notice Delivers a leg, until `fillDeadline`, that second included, and reports Filled. At most once per leg.
    /// @dev The value is the output, if native, and the entry fee.
    /// @param order The order.
    /// @param leg Index of the leg.
    /// @param repayment Where the caller is paid once the order is settled.
    /// @param hold False: the output goes from the caller to the recipient at once, at the caller's risk should
    /// another leg fail; of a token that takes a fee the recipient gets what the token passes on. If it completes what
    /// the order's call here waits for, the call is run, and the fill fails with it. True: it stays with the spoke until
    /// the hub decides, then goes to the recipient or back; a token that takes a fee is refused.
    function fill(Order calldata order, uint64 leg, Repayment calldata repayment, bool hold) external payable;

    /// @notice Fills many legs. One that fails is left out, with an event; its value goes back to the caller. Each may
    /// use an equal part of the gas that is left.
    function fillMany(FillRequest[] calldata requests) external payable;

    /// @notice Forbids every further fill of the order here, and reports Cancelled, so that the hub aborts it. By the
    /// user of an order of one leg, or of one signed as cancellable, while a leg that is due here is not filled. The
    /// value is the entry fee.
    function cancel(Order calldata order) external payable;

    /// @notice The same for a user who signed `Cancellation(bytes32 orderId)` under the domain of orders. Anyone may
    /// submit it.
    function cancelFor(Order calldata order, bytes calldata signature) external payable;

    /// @notice Takes tokens from the caller, whose worth the hub's ledger credits to a beneficiary, and reports Deposited.
    /// What is no asset there, is worth too little, or less than the minimum, comes back to the caller.
    /// @dev The value is the amount, if native, and the entry fee.
    /// @param amount In the token's own unit; a token that takes a fee is refused.
    /// @param minimum Least credit in ledger units, with 18 decimals; with `toVault`, least shares.
    /// @param toVault Whether it is deposited in the asset's vault in the same step; if the chain's rate limit does not
    /// allow that, it is credited as it would be without.
    function deposit(address token, uint128 amount, address beneficiary, uint128 minimum, bool toVault) external payable;

    /// @notice Runs the order's call on this chain, once, when the executor holds all outputs that are due to it. A call
    /// that fails, and whatever it leaves, goes to the fallback recipient; so does everything if outputs are still
    /// missing `EXECUTION_GRACE` after `fillDeadline`. A token that can't be sent with the gas of a payout stays with the
    /// executor. Anyone may call it, again for what stayed or arrives later.
    function execute(Order calldata order) external;

    /// @notice Queues an empty report, so that the hub learns this chain's clock and gas price. Spaced by
    /// `heartbeatSpacing`.
    function heartbeat() external;

    /// @notice Pays an account what a token refused earlier. Anyone may call it. Of the native token, an account that
    /// refuses it again gets the wrapped one.
    /// @param amount At most `claimable`, in the token's own unit; a token that caps a transfer is claimed in parts.
    function claim(address token, address account, uint256 amount) external;

    /// @notice Sets the gateway over which the channel with the hub runs. Restricted to the access manager.
    function setRoute(address gateway) external;

    /// @notice Sets the chain's wrapped native token, once. Restricted to the access manager.
    function setWrappedNative(address token) external;

    /// @notice Stops new opens, new fills or both, at once; stops nothing else. Restricted: the guardian's.
    function pause(bool opens, bool fills) external;

    /// @notice Lets opens, fills or both go on. Restricted to the access manager.
    function unpause(bool opens, bool fills) external;

    /// @notice The hub's chain id.
    function hubChain() external view returns (uint64);

    /// @notice The hub's address on its chain.
    function hub() external view returns (address);

    /// @notice Least seconds between two heartbeats.
    function heartbeatSpacing() external view returns (uint64);

    /// @notice EIP-712 domain separator under which order ids are made.
    function domainSeparator() external view returns (bytes32);

    /// @notice The chain's wrapped native token; zero if not set.
    function wrappedNative() external view returns (address);

    /// @notice The id of an order.
    function orderIdOf(Order calldata order) external view returns (OrderId);

    /// @notice The legs of an order that were filled here, leg `i` in bit `i`; bit 255 if it was cancelled here.
    function filledLegs(OrderId orderId) external view returns (uint256);

    /// @notice Where outputs to the order's call wait, and what runs it.
    function executorOf(OrderId orderId) external view returns (address);

    /// @notice Whether a user's nonce was used or cancelled here.
    function isNonceUsed(address user, uint256 nonce) external view returns (bool);

    /// @notice What an account can claim, in the token's own unit.
    function claimable(address token, address account) external view returns (uint256);

    /// @notice Whether the hub lets the spoke take orders, what is paused, and the least fee of an entry in wei.
    function configuration()
        external
        view
        returns (bool accepting, bool opensPaused, bool fillsPaused, uint256 entryFee);
}
