// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Leg} from "../types/Leg.sol";
import {Repayment} from "../types/Report.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

/// @notice Why custody changes.
/// - Deposit: a Deposited report; the cause is its head
/// - Repayment: an input of a committed order; the cause is the order's id
/// - Fill: a pooled order, filled at the hub; the cause is the order's id
/// - Withdrawal: a payout from a ledger or local balance; the cause is the head of the payout's entry
enum CauseKind {
    Deposit,
    Repayment,
    Fill,
    Withdrawal
}

/// @notice Where a committed input goes.
/// @param onLedger False: nothing of it joined custody, it is paid on the origin chain as it is.
/// @param chain Where the solver is paid; zero if the input is credited at the ledger.
/// @param token What is paid there.
/// @param amount In that token's own unit.
/// @param tokenFee What whoever delivers it is credited, in that token's own unit.
struct Placement {
    bool onLedger;
    uint64 chain;
    bytes32 token;
    uint256 amount;
    uint256 tokenFee;
}

/// @title The ledger: one balance on every chain
/// @notice An asset is the same token on many chains. What is deposited on any of them is a ledger balance, an ERC-6909
/// token whose id is the asset, and can be drawn on every chain that holds custody of the asset.
///
/// Amounts without another unit are ledger units: 18 decimals, whatever a token's own. Custody is what a chain's spoke
/// holds for the ledger. For each asset, at any time:
///
///     sum of custody over chains = sum of ledger balances + sum of local balances + reserve
///
/// A chain's word becomes ledger balance no faster than its rate limit. What exceeds it is a local balance of the
/// account: payable on that chain alone, at once, until it matures as the limit refills.
///
/// Custody that leaves a chain costs a fee, custody that joins one earns a rebate: see `ImbalanceFeeLib`. Local balances
/// are no part of what the fee is about: nobody else can draw them.
///
/// Each payout pays whoever delivers it, by a fee in its own token that leaves custody with it.
///
/// Events are postings: each says which of the sides above it adds to and takes from. `account` zero is a solver that is
/// paid through the ledger: what such postings of one cause add to it, others take from it. A change of a ledger balance
/// is an ERC-6909 `Transfer` too, from or to zero unless it is between accounts.
interface ILedger is IERC6909 {
    /// @notice Custody of `chain` + amount, reserve − rebate, ledger balance of `account` + both.
    event CustodyJoined(
        bytes32 indexed cause,
        uint32 indexed asset,
        uint64 indexed chain,
        CauseKind kind,
        address account,
        uint256 amount,
        uint256 rebate
    );

    /// @notice Custody of `chain` − amount, reserve + fee, ledger balance of `account` − both. The amount is what is paid
    /// there and the payout's fee; `fee` is the imbalance fee.
    event CustodyLeft(
        bytes32 indexed cause,
        uint32 indexed asset,
        uint64 indexed chain,
        CauseKind kind,
        address account,
        uint256 amount,
        uint256 fee
    );

    /// @notice Custody of `chain` + amount, local balance of `account` there + amount.
    event LocalCredited(
        bytes32 indexed cause,
        uint32 indexed asset,
        uint64 indexed chain,
        CauseKind kind,
        address account,
        uint256 amount
    );

    /// @notice Custody of `chain` − amount, local balance of `account` there − amount: what is paid there and the payout's
    /// fee.
    event LocalWithdrawn(
        bytes32 indexed cause, uint32 indexed asset, uint64 indexed chain, address account, uint256 amount
    );

    /// @notice Local balance of `account` − amount, reserve − rebate, ledger balance of `account` + both.
    event LocalMatured(
        uint32 indexed asset, uint64 indexed chain, address indexed account, uint256 amount, uint256 rebate
    );

    /// @notice Reserve + amount: what a payout's token can't express, taken from `account` zero.
    event DustReserved(bytes32 indexed cause, uint32 indexed asset, uint256 amount);

    /// @notice Reserve + amount, ledger balance of `account` − amount.
    event ReserveFunded(uint32 indexed asset, address indexed account, uint256 amount);

    /// @notice An asset's token on a chain changed; zero is none.
    event TokenSet(
        uint32 indexed asset,
        uint64 indexed chain,
        bytes32 oldToken,
        uint8 oldDecimals,
        bytes32 newToken,
        uint8 newDecimals
    );

    /// @notice The rate limit of a chain's word about an asset changed. In ledger units and seconds.
    event LimitSet(
        uint32 indexed asset,
        uint64 indexed chain,
        uint256 oldCapacity,
        uint256 oldWindow,
        uint256 newCapacity,
        uint256 newWindow
    );

    /// @notice The imbalance fee of an asset on a chain changed. In ledger units and parts per million.
    event CurveSet(
        uint32 indexed asset,
        uint64 indexed chain,
        uint256 oldTarget,
        uint256 oldSlope,
        uint256 newTarget,
        uint256 newSlope
    );

    /// @notice What each payout of an asset on a chain pays whoever delivers it changed. In ledger units.
    event PayoutFeeSet(uint32 indexed asset, uint64 indexed chain, uint256 oldFee, uint256 newFee);

    /// @notice The asset's vault was set.
    event VaultSet(uint32 indexed asset, address vault);

    /// @notice What the asset's vault asks for beyond the fee changed, in parts per million of the output.
    event MarginSet(uint32 indexed asset, uint256 oldMargin, uint256 newMargin);

    /// @notice Only the hub may call this.
    error CallerNotHub(address caller);
    /// @notice The asset has no token on the chain, or there is no such asset.
    error TokenNotSet(uint32 asset, uint64 chain);
    /// @notice The token is no asset on that chain.
    error TokenNotAnAsset(uint64 chain, bytes32 token);
    /// @notice The token is that asset already.
    error TokenTaken(uint64 chain, bytes32 token, uint32 asset);
    /// @notice The asset's token on a chain is fixed while custody there is not zero.
    error CustodyNotZero(uint32 asset, uint64 chain, uint256 custody);
    /// @notice Assets count from one.
    error AssetZero();
    /// @notice A token has at most 36 decimals.
    error DecimalsOutOfRange(uint256 decimals);
    /// @notice An amount is zero, or too little for the token to express or to pay the payout's fee.
    error AmountTooSmall(uint256 amount);
    /// @notice The chain does not hold as much that is not somebody's local balance.
    error CustodyTooLow(uint32 asset, uint64 chain, uint256 available);
    /// @notice The fees are above what the caller allows.
    error FeeTooHigh(uint256 fee, uint256 maximum);
    /// @notice More than the chain's rate limit allows now, the rebate included, or than custody can count.
    error RateLimitExceeded(uint32 asset, uint64 chain, uint256 available);
    /// @notice The account's local balance is less.
    error LocalBalanceTooLow(address account, uint32 asset, uint64 chain, uint256 balance);
    /// @notice Nothing can mature now.
    error NothingToMature(address account, uint32 asset, uint64 chain);
    /// @notice The recipient is zero, or no account of the chain.
    error RecipientInvalid(bytes32 recipient);
    /// @notice The vault takes deposits and fills alone.
    error ReceiverIsVault(address vault);
    /// @notice The account has not made the caller its operator.
    error AccountNotOperated(address account, address caller);
    /// @notice The filler has not made the caller its operator.
    error FillerNotOperated(address filler, address caller);
    /// @notice The vault fills legs of its one asset on both sides, of orders that no solver has for its own.
    error NotForVault(uint256 leg);
    /// @notice The leg's input, its rebate included, is less than the output, the fee and the vault's margin.
    error MarginTooLow(uint256 leg, uint256 input, uint256 required);
    /// @notice A limit's window is zero, or it or the capacity is too large.
    error LimitInvalid(uint256 capacity, uint256 window);
    /// @notice The slope or the target is too large.
    error CurveInvalid(uint256 target, uint256 slope);
    /// @notice The payout's fee is more than a thousandth of the chain's limit, or nothing that the token can express.
    error PayoutFeeInvalid(uint256 fee, uint256 maximum);
    /// @notice The reserve must cover half of the potential before that may rise.
    error ReserveTooLow(uint32 asset, uint256 reserve, uint256 potential);
    /// @notice The vault is set once, and is one of the asset.
    error VaultInvalid(address vault);
    /// @notice The margin is too large.
    error MarginTooHigh(uint256 margin);

    /// @notice Pays a ledger balance of the caller's out on a chain that holds custody.
    /// @param recipient On that chain, as a 32-byte account.
    /// @param amount What the recipient gets; rounded down to what the token can express.
    /// @param maxFee Most that the caller pays beside it: the imbalance fee and the payout's.
    /// @return debit What the caller's balance falls by: what the recipient gets and the fees.
    function withdraw(uint32 asset, uint64 chain, bytes32 recipient, uint256 amount, uint256 maxFee)
        external
        returns (uint256 debit);

    /// @notice Pays a local balance of the caller's out on its chain, without an imbalance fee.
    /// @param amount What the balance falls by; rounded down to what the token can express. The payout's fee is paid of
    /// it.
    /// @param maxFee Most payout fee.
    function withdrawLocal(uint32 asset, uint64 chain, bytes32 recipient, uint256 amount, uint256 maxFee) external;

    /// @notice Turns a local balance into ledger balance, as far as the chain's limit allows now. The account or its
    /// operator calls it: what could leave its chain without a fee pays one from then on.
    /// @return credit What the account's ledger balance rises by, the rebate included.
    function mature(address account, uint32 asset, uint64 chain) external returns (uint256 credit);

    /// @notice Gives the caller's ledger balance to the reserve.
    function fundReserve(uint32 asset, uint256 amount) external;

    /// @notice Credits a deposit. Only the hub; never fails because of what it says.
    /// @param head Of the entry.
    /// @param entry A Deposited report.
    /// @return accepted Whether it was taken; if not, it goes back.
    function creditDeposit(uint64 chain, bytes32 head, bytes calldata entry) external returns (bool accepted);

    /// @notice Takes the input of a committed order in, and says where its solver is paid. Only the hub; never fails
    /// because of what it is told.
    function repay(bytes32 orderId, uint64 chain, bytes32 token, uint256 amount, Repayment calldata repayment)
        external
        returns (Placement memory placement);

    /// @notice Fills a pooled order's legs: outputs are debited and leave, then inputs join and are credited. Only the
    /// hub.
    /// @param caller Who asks for it: fills itself, for accounts whose operator it is, or by the vault.
    /// @param fillers One per leg.
    /// @param maxFee Most imbalance and payout fee, in parts per million of each leg's output; as much as that at most.
    /// @param exclusive Whether the order is a solver's own, so that no vault may fill it.
    /// @return tokenFees What whoever delivers each leg's output is credited, in that token's own unit.
    function fill(
        bytes32 orderId,
        Leg[] calldata legs,
        address caller,
        address[] calldata fillers,
        uint256 maxFee,
        bool exclusive
    ) external returns (uint256[] memory tokenFees);

    /// @notice Sets an asset's token on a chain, while custody there is zero; its payouts pay no fee until one is set.
    /// Restricted to the access manager.
    function setToken(uint32 asset, uint64 chain, bytes32 token, uint8 decimals) external;

    /// @notice Sets how much a chain's word may add to ledger balances: `capacity` at once, and as much again in
    /// `window` seconds. Restricted to the access manager.
    function setLimit(uint32 asset, uint64 chain, uint256 capacity, uint256 window) external;

    /// @notice Sets a limit to zero, at once. Restricted: the guardian's.
    function setLimitZero(uint32 asset, uint64 chain) external;

    /// @notice Sets the imbalance fee of an asset on a chain. The potential may rise by it only if the reserve covers
    /// half of it then, and nobody is paid for undoing that soon. Restricted to the access manager.
    /// @param slope Half of the marginal fee of an empty chain, in parts per million.
    function setCurve(uint32 asset, uint64 chain, uint256 target, uint256 slope) external;

    /// @notice Sets what each payout of an asset on a chain pays whoever delivers it; it applies to what is queued from
    /// then on. Restricted to the access manager.
    /// @param fee At most a thousandth of what the chain's limit is then, and what the token can express.
    function setPayoutFee(uint32 asset, uint64 chain, uint256 fee) external;

    /// @notice Sets an asset's vault, once. Restricted to the access manager.
    function setVault(uint32 asset, address vault) external;

    /// @notice Sets what an asset's vault asks for beyond the fee; a rebate of the input counts for it. Restricted to the
    /// access manager.
    /// @param margin In parts per million of what the vault gives, the fee included.
    function setMargin(uint32 asset, uint256 margin) external;

    /// @notice What a withdrawal costs in this block.
    /// @return tokens What the recipient gets, in the token's own unit.
    /// @return debit What the account's balance falls by.
    /// @return fee The part of it that are the fees: the imbalance fee and the payout's.
    function quoteWithdraw(uint32 asset, uint64 chain, uint256 amount)
        external
        view
        returns (uint256 tokens, uint256 debit, uint256 fee);

    /// @notice What a deposit that is delivered in this block is credited.
    /// @param amount In the token's own unit.
    /// @return credit Ledger balance, the rebate included.
    /// @return local Local balance.
    /// @return rebate The rebate.
    function quoteDeposit(uint64 chain, bytes32 token, uint256 amount)
        external
        view
        returns (uint256 credit, uint256 local, uint256 rebate);

    /// @notice Where the input of an order that is settled in this block goes.
    function quoteRepayment(uint64 chain, bytes32 token, uint256 amount, Repayment calldata repayment)
        external
        view
        returns (Placement memory placement);

    /// @notice What a pooled order of one leg costs and earns its filler in this block.
    /// @return debit What the filler's balance falls by.
    /// @return fee The part of it that are the fees: the imbalance fee and the payout's.
    /// @return credit What it then rises by, the rebate included.
    /// @return rebate The rebate.
    function quoteFill(Leg calldata leg)
        external
        view
        returns (uint256 debit, uint256 fee, uint256 credit, uint256 rebate);

    /// @notice The hub.
    function hub() external view returns (address);

    /// @notice What a token on a chain is; asset zero if none.
    function assetOf(uint64 chain, bytes32 token) external view returns (uint32 asset, uint8 decimals);

    /// @notice An asset's token on a chain; zero if none.
    function tokenOf(uint32 asset, uint64 chain) external view returns (bytes32 token, uint8 decimals);

    /// @notice What a chain's spoke holds for the ledger, and the part of it that is local balances.
    function custodyOf(uint32 asset, uint64 chain) external view returns (uint256 custody, uint256 local);

    /// @notice How far what is not local balance is above its recent low and below its recent peak.
    function imbalanceOf(uint32 asset, uint64 chain)
        external
        view
        returns (uint256 target, uint256 slope, uint256 rise, uint256 fall);

    /// @notice What a chain's word may add to ledger balances at once, in how many seconds as much becomes free again,
    /// and what of it is free now.
    function limitOf(uint32 asset, uint64 chain)
        external
        view
        returns (uint256 capacity, uint256 window, uint256 available);

    /// @notice What each payout of an asset on a chain pays whoever delivers it, and the same in the token's own unit.
    function payoutFeeOf(uint32 asset, uint64 chain) external view returns (uint256 fee, uint256 tokenFee);

    /// @notice What a spoke holds for the ledger beyond custody, in the token's own unit: what roundings left. Nobody's.
    function dustOf(uint32 asset, uint64 chain) external view returns (uint256);

    /// @notice What an account may draw on a chain alone.
    function localBalanceOf(address account, uint32 asset, uint64 chain) external view returns (uint256);

    /// @notice Fees and dust collected and not paid as rebates, and the potential of all chains.
    function reserveOf(uint32 asset) external view returns (uint128 reserve, uint128 potential);

    /// @notice The asset's vault, and its margin in parts per million.
    function vaultOf(uint32 asset) external view returns (address vault, uint24 margin);
}
