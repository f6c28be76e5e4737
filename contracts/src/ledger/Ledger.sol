// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IHub} from "../hub/IHub.sol";
import {AccountLib} from "../types/Account.sol";
import {Leg} from "../types/Leg.sol";
import {Deposit, Repayment, ReportLib} from "../types/Report.sol";
import {IVault} from "../vault/IVault.sol";
import {CauseKind, ILedger, Placement} from "./ILedger.sol";
import {ImbalanceFeeLib} from "./ImbalanceFeeLib.sol";
import {RateLimitLib} from "./RateLimitLib.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

contract Ledger is ILedger, ERC6909, AccessManaged {
    /// An asset on a chain.
    struct Place {
        /// Custody without local balances, of at most 112 bits as these, and how far that is below its recent peak; the latter as of `fallAt`.
        uint112 amount;
        uint112 fall;
        uint32 fallAt;
        /// What of the limit was used, and how far the amount is above its recent low; both as of `riseAt`.
        uint112 used;
        uint112 rise;
        uint32 riseAt;
        uint104 target;
        uint104 capacity;
        uint24 window;
        uint16 slope;
        uint8 decimals;
        bytes32 token;
        uint128 local;
        /// In the token's own unit.
        uint128 dust;
    }

    /// A place as it is now.
    struct State {
        uint256 amount;
        uint256 fall;
        uint256 used;
        uint256 rise;
        uint256 target;
        uint256 capacity;
        uint256 slope;
        uint256 decimals;
    }

    struct Reserve {
        uint128 amount;
        uint128 potential;
    }

    struct Token {
        uint32 asset;
        uint8 decimals;
        /// What of custody a payout pays to whoever delivers it, and the same in the token's own unit.
        uint104 payoutFee;
        uint96 tokenFee;
    }

    struct AssetVault {
        address vault;
        uint24 margin;
    }

    /// What joins custody by a chain's word, worked out before anything is done.
    struct Join {
        uint64 chain;
        uint32 asset;
        /// Zero if nothing can be taken in.
        uint256 credit;
        /// What of it becomes ledger balance at once; the rest is a local balance.
        uint256 matured;
        uint256 rebate;
        /// In the token's own unit.
        uint256 dust;
        State state;
    }

    /// What leaves custody where a solver is paid.
    struct Leave {
        uint256 amount;
        uint256 fee;
        State state;
    }

    /// What a filler gave for a leg.
    struct Given {
        uint32 asset;
        uint256 debit;
    }

    /// What a fill asks of each of its legs.
    struct FillTerms {
        bytes32 orderId;
        address caller;
        uint256 maxFee;
        bool exclusive;
    }

    uint256 private constant DECIMALS = 18;
    uint256 private constant MAX_DECIMALS = 36;
    uint256 private constant MAX_CUSTODY = type(uint112).max;
    /// 1 %.
    uint256 private constant MAX_MARGIN = 10_000;
    /// What part of a chain's limit a payout's fee may be.
    uint256 private constant PAYOUT_FEE_DIVISOR = 1_000;

    /// @inheritdoc ILedger
    address public immutable hub;

    mapping(uint64 chain => mapping(bytes32 token => Token)) private _tokens;
    mapping(uint32 asset => mapping(uint64 chain => Place)) private _places;
    mapping(uint32 asset => Reserve) private _reserves;
    /// @inheritdoc ILedger
    mapping(uint32 asset => AssetVault) public vaultOf;
    /// @inheritdoc ILedger
    mapping(address account => mapping(uint32 asset => mapping(uint64 chain => uint256))) public localBalanceOf;

    modifier onlyHub() {
        require(msg.sender == hub, CallerNotHub(msg.sender));
        _;
    }

    /// @dev The hub creates its ledger.
    constructor(address accessManager) AccessManaged(accessManager) {
        hub = msg.sender;
    }

    /// @inheritdoc ILedger
    function withdraw(uint32 asset, uint64 chain, bytes32 recipient, uint256 amount, uint256 maxFee)
        external
        returns (uint256 debit)
    {
        Place storage place = _places[asset][chain];
        State memory state = _load(place);
        Token memory token = _tokenAt(place, chain);
        (uint256 tokens, uint256 out) = _payable(state, amount);
        require(tokens != 0, AmountTooSmall(amount));
        uint256 left = out + token.payoutFee;
        require(left <= state.amount, CustodyTooLow(asset, chain, state.amount));
        uint256 fee = _feeOf(state, left);
        debit = left + fee;
        _requireFee(debit - out, maxFee);

        _burn(msg.sender, asset, debit);
        _leave(asset, place, state, left, fee);
        bytes32 head = _queuePayout(chain, place.token, recipient, tokens, token.tokenFee);
        emit CustodyLeft(head, asset, chain, CauseKind.Withdrawal, msg.sender, left, fee);
    }

    /// @inheritdoc ILedger
    function withdrawLocal(uint32 asset, uint64 chain, bytes32 recipient, uint256 amount, uint256 maxFee) external {
        Place storage place = _places[asset][chain];
        Token memory token = _tokenAt(place, chain);
        (uint256 tokens, uint256 out) = _payable(_load(place), amount);
        require(tokens > token.tokenFee, AmountTooSmall(amount));
        _requireFee(token.payoutFee, maxFee);
        uint256 balance = localBalanceOf[msg.sender][asset][chain];
        require(out <= balance, LocalBalanceTooLow(msg.sender, asset, chain, balance));

        localBalanceOf[msg.sender][asset][chain] = balance - out;
        // At most the chain's local balances, which fit.
        // forge-lint: disable-next-line(unsafe-typecast)
        place.local -= uint128(out);
        bytes32 head = _queuePayout(chain, place.token, recipient, tokens - token.tokenFee, token.tokenFee);
        emit LocalWithdrawn(head, asset, chain, msg.sender, out);
    }

    /// @inheritdoc ILedger
    function mature(address account, uint32 asset, uint64 chain) external returns (uint256 credit) {
        require(msg.sender == account || isOperator(account, msg.sender), AccountNotOperated(account, msg.sender));
        Place storage place = _places[asset][chain];
        State memory state = _load(place);
        uint256 balance = localBalanceOf[account][asset][chain];
        (uint256 amount, uint256 rebate) = _matured(asset, state, Math.min(balance, MAX_CUSTODY - state.amount));
        require(amount != 0, NothingToMature(account, asset, chain));

        localBalanceOf[account][asset][chain] = balance - amount;
        // At most the chain's local balances, which fit.
        // forge-lint: disable-next-line(unsafe-typecast)
        place.local -= uint128(amount);
        _enter(asset, place, state, amount, rebate);
        credit = amount + rebate;
        _mint(account, asset, credit);
        emit LocalMatured(asset, chain, account, amount, rebate);
    }

    /// @inheritdoc ILedger
    function fundReserve(uint32 asset, uint256 amount) external {
        _burn(msg.sender, asset, amount);
        _addToReserve(asset, amount);
        emit ReserveFunded(asset, msg.sender, amount);
    }

    /// @inheritdoc ILedger
    function creditDeposit(uint64 chain, bytes32 head, bytes calldata entry) external onlyHub returns (bool accepted) {
        Deposit memory deposit = ReportLib.depositOf(entry);
        Join memory join = _planJoin(chain, deposit.token, deposit.amount);
        address vault = vaultOf[join.asset].vault;
        if (join.credit == 0 || deposit.beneficiary == address(0) || deposit.beneficiary == vault) return false;
        if (deposit.toVault && vault == address(0)) return false;
        uint256 credit = join.credit + join.rebate;
        bool toVault = deposit.toVault && join.matured == join.credit;
        uint256 shares;
        if (toVault) {
            shares = IVault(vault).previewDeposit(credit);
            if (shares == 0 || shares < deposit.minimum) return false;
        } else if (!deposit.toVault && credit < deposit.minimum) {
            return false;
        }

        _join(head, CauseKind.Deposit, join, toVault ? vault : deposit.beneficiary);
        if (toVault) IVault(vault).issue(deposit.beneficiary, credit, shares);
        return true;
    }

    /// @inheritdoc ILedger
    function repay(bytes32 orderId, uint64 chain, bytes32 token, uint256 amount, Repayment calldata repayment)
        external
        onlyHub
        returns (Placement memory placement)
    {
        if (repayment.chain == chain) return placement;
        Join memory join = _planJoin(chain, token, amount);
        Leave memory leaving;
        (placement, leaving) = _place(join, repayment);
        if (!placement.onLedger) return placement;

        _join(orderId, CauseKind.Repayment, join, placement.chain == 0 ? repayment.ledgerAccount : address(0));
        if (placement.chain == 0) return placement;
        _leave(join.asset, _places[join.asset][placement.chain], leaving.state, leaving.amount, leaving.fee);
        emit CustodyLeft(
            orderId, join.asset, placement.chain, CauseKind.Repayment, address(0), leaving.amount, leaving.fee
        );
        uint256 rest = join.credit + join.rebate - leaving.amount - leaving.fee;
        if (rest == 0) return placement;
        _addToReserve(join.asset, rest);
        emit DustReserved(orderId, join.asset, rest);
    }

    /// @inheritdoc ILedger
    function fill(
        bytes32 orderId,
        Leg[] calldata legs,
        address caller,
        address[] calldata fillers,
        uint256 maxFee,
        bool exclusive
    ) external onlyHub returns (uint256[] memory tokenFees) {
        FillTerms memory terms = FillTerms(orderId, caller, maxFee, exclusive);
        // What each filler gave; all outputs are debited before any input is credited.
        Given[] memory given = new Given[](legs.length);
        tokenFees = new uint256[](legs.length);
        for (uint256 i = 0; i < legs.length; ++i) {
            Token memory token;
            (token, given[i].debit) = _giveOutput(terms, legs[i], fillers[i]);
            (given[i].asset, tokenFees[i]) = (token.asset, token.tokenFee);
        }
        for (uint256 i = 0; i < legs.length; ++i) {
            _takeInput(terms, legs[i], i, fillers[i], given[i]);
        }
    }

    /// @inheritdoc ILedger
    function setToken(uint32 asset, uint64 chain, bytes32 token, uint8 decimals) external restricted {
        require(asset != 0, AssetZero());
        require(decimals <= MAX_DECIMALS, DecimalsOutOfRange(decimals));
        Place storage place = _places[asset][chain];
        uint256 custody = uint256(place.amount) + place.local;
        require(custody == 0 && place.dust == 0, CustodyNotZero(asset, chain, custody));
        uint32 taken = _tokens[chain][token].asset;
        require(taken == 0 || taken == asset, TokenTaken(chain, token, taken));

        uint256 fee = _tokenAt(place, chain).payoutFee;
        emit TokenSet(asset, chain, place.token, place.decimals, token, decimals);
        // The fee was one in the old token.
        if (fee != 0) emit PayoutFeeSet(asset, chain, fee, 0);
        delete _tokens[chain][place.token];
        if (token != 0) _tokens[chain][token] = Token(asset, decimals, 0, 0);
        place.token = token;
        place.decimals = decimals;
    }

    /// @inheritdoc ILedger
    function setPayoutFee(uint32 asset, uint64 chain, uint256 fee) external restricted {
        Place storage place = _places[asset][chain];
        bytes32 token = place.token;
        require(token != 0, TokenNotSet(asset, chain));
        uint256 maximum = place.capacity / PAYOUT_FEE_DIVISOR;
        require(fee <= maximum, PayoutFeeInvalid(fee, maximum));
        (uint256 tokenFee, uint256 out) = _payable(_load(place), fee);
        require(out == fee && tokenFee <= type(uint96).max, PayoutFeeInvalid(fee, maximum));

        Token storage stored = _tokens[chain][token];
        emit PayoutFeeSet(asset, chain, stored.payoutFee, fee);
        // Both were checked.
        // forge-lint: disable-next-line(unsafe-typecast)
        (stored.payoutFee, stored.tokenFee) = (uint104(fee), uint96(tokenFee));
    }

    /// @inheritdoc ILedger
    function setLimit(uint32 asset, uint64 chain, uint256 capacity, uint256 window) external restricted {
        require(
            window != 0 && window <= type(uint24).max && capacity <= type(uint104).max, LimitInvalid(capacity, window)
        );
        _setLimit(asset, chain, capacity, window);
    }

    /// @inheritdoc ILedger
    function setLimitZero(uint32 asset, uint64 chain) external restricted {
        _setLimit(asset, chain, 0, _places[asset][chain].window);
    }

    /// @inheritdoc ILedger
    function setCurve(uint32 asset, uint64 chain, uint256 target, uint256 slope) external restricted {
        require(target <= type(uint104).max && slope <= ImbalanceFeeLib.MAX_SLOPE, CurveInvalid(target, slope));
        Place storage place = _places[asset][chain];
        State memory state = _load(place);
        uint256 potentialBefore = _potentialOf(state, state.amount);
        emit CurveSet(asset, chain, state.target, state.slope, target, slope);
        // Distances to the low and the peak are as of now; they have been forgotten at the old target's pace.
        state.target = target;
        state.slope = slope;
        uint256 potential = _potentialOf(state, state.amount);
        bool rises = potential > potentialBefore;
        uint256 missing = target > state.amount ? target - state.amount : 0;
        // Nobody paid for what the potential rises by: the peak is at the target, and no rebate soon.
        state.fall = rises ? missing : Math.min(state.fall, missing);
        // Both were checked.
        // forge-lint: disable-next-line(unsafe-typecast)
        (place.target, place.slope) = (uint104(target), uint16(slope));
        _storeRise(place, state);
        _storeAmount(place, state);

        Reserve storage reserve = _reserves[asset];
        uint256 total = reserve.potential + potential - potentialBefore;
        require(!rises || 2 * uint256(reserve.amount) >= total, ReserveTooLow(asset, reserve.amount, total));
        // Each chain's has less than 104 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        reserve.potential = uint128(total);
    }

    /// @inheritdoc ILedger
    function setVault(uint32 asset, address vault) external restricted {
        AssetVault storage assetVault = vaultOf[asset];
        require(
            assetVault.vault == address(0) && IVault(vault).ledger() == address(this)
                && IVault(vault).ledgerAsset() == asset,
            VaultInvalid(vault)
        );
        assetVault.vault = vault;
        emit VaultSet(asset, vault);
    }

    /// @inheritdoc ILedger
    function setMargin(uint32 asset, uint256 margin) external restricted {
        require(margin <= MAX_MARGIN, MarginTooHigh(margin));
        emit MarginSet(asset, vaultOf[asset].margin, margin);
        // Checked just before.
        // forge-lint: disable-next-line(unsafe-typecast)
        vaultOf[asset].margin = uint24(margin);
    }

    /// @inheritdoc ILedger
    function quoteWithdraw(uint32 asset, uint64 chain, uint256 amount)
        external
        view
        returns (uint256 tokens, uint256 debit, uint256 fee)
    {
        Place storage place = _places[asset][chain];
        State memory state = _load(place);
        uint256 out;
        (tokens, out) = _payable(state, amount);
        uint256 left = out + _tokenAt(place, chain).payoutFee;
        require(left <= state.amount, CustodyTooLow(asset, chain, state.amount));
        debit = left + _feeOf(state, left);
        fee = debit - out;
    }

    /// @inheritdoc ILedger
    function quoteDeposit(uint64 chain, bytes32 token, uint256 amount)
        external
        view
        returns (uint256 credit, uint256 local, uint256 rebate)
    {
        _requireAsset(chain, token);
        Join memory join = _planJoin(chain, token, amount);
        return (join.matured + join.rebate, join.credit - join.matured, join.rebate);
    }

    /// @inheritdoc ILedger
    function quoteRepayment(uint64 chain, bytes32 token, uint256 amount, Repayment calldata repayment)
        external
        view
        returns (Placement memory placement)
    {
        if (repayment.chain == chain) return placement;
        (placement,) = _place(_planJoin(chain, token, amount), repayment);
    }

    /// @inheritdoc ILedger
    function quoteFill(Leg calldata leg)
        external
        view
        returns (uint256 debit, uint256 fee, uint256 credit, uint256 rebate)
    {
        Token memory token = _requireAsset(leg.destinationChain, leg.outputToken);
        uint32 assetOut = token.asset;
        uint32 assetIn = _requireAsset(leg.originChain, AccountLib.toAccount(leg.inputToken)).asset;
        State memory destination = _load(_places[assetOut][leg.destinationChain]);
        (debit,) = _worth(destination, leg.outputAmount);
        debit += token.payoutFee;
        require(debit <= destination.amount, CustodyTooLow(assetOut, leg.destinationChain, destination.amount));
        fee = _feeOf(destination, debit);
        State memory state = _load(_places[assetIn][leg.originChain]);
        Reserve memory reserve = _reserves[assetIn];
        if (assetIn == assetOut) {
            // The output has left when the input joins.
            uint256 potentialBefore = _potentialOf(destination, destination.amount);
            uint256 potential = _potentialOf(destination, destination.amount - debit);
            // As in `_leave`.
            // forge-lint: disable-start(unsafe-typecast)
            reserve.potential = uint128(reserve.potential + potential - potentialBefore);
            reserve.amount += uint128(fee);
            // forge-lint: disable-end(unsafe-typecast)
            if (leg.originChain == leg.destinationChain) {
                _moveOut(destination, debit);
                state = destination;
            }
        }
        (credit,) = _receivable(state, leg.inputAmount);
        rebate = _rebateOf(reserve, state, credit);
        debit += fee;
        credit += rebate;
        fee += token.payoutFee;
    }

    /// @inheritdoc ILedger
    function assetOf(uint64 chain, bytes32 token) external view returns (uint32 asset, uint8 decimals) {
        Token storage stored = _tokens[chain][token];
        return (stored.asset, stored.decimals);
    }

    /// @inheritdoc ILedger
    function payoutFeeOf(uint32 asset, uint64 chain) external view returns (uint256 fee, uint256 tokenFee) {
        Token memory token = _tokenAt(_places[asset][chain], chain);
        return (token.payoutFee, token.tokenFee);
    }

    /// @inheritdoc ILedger
    function tokenOf(uint32 asset, uint64 chain) external view returns (bytes32 token, uint8 decimals) {
        Place storage place = _places[asset][chain];
        return (place.token, place.decimals);
    }

    /// @inheritdoc ILedger
    function custodyOf(uint32 asset, uint64 chain) external view returns (uint256 custody, uint256 local) {
        Place storage place = _places[asset][chain];
        return (uint256(place.amount) + place.local, place.local);
    }

    /// @inheritdoc ILedger
    function imbalanceOf(uint32 asset, uint64 chain)
        external
        view
        returns (uint256 target, uint256 slope, uint256 rise, uint256 fall)
    {
        State memory state = _load(_places[asset][chain]);
        return (state.target, state.slope, state.rise, state.fall);
    }

    /// @inheritdoc ILedger
    function limitOf(uint32 asset, uint64 chain)
        external
        view
        returns (uint256 capacity, uint256 window, uint256 available)
    {
        Place storage place = _places[asset][chain];
        State memory state = _load(place);
        return (state.capacity, place.window, RateLimitLib.available(state.used, state.capacity));
    }

    /// @inheritdoc ILedger
    function dustOf(uint32 asset, uint64 chain) external view returns (uint256) {
        return _places[asset][chain].dust;
    }

    /// @inheritdoc ILedger
    function reserveOf(uint32 asset) external view returns (uint128 reserve, uint128 potential) {
        Reserve storage stored = _reserves[asset];
        return (stored.amount, stored.potential);
    }

    /// @dev What a vault holds comes from deposits and fills alone, so that nobody can move its share price: it takes what
    /// it calls for itself, and not from itself.
    function _update(address from, address to, uint256 id, uint256 amount) internal override {
        if (from != address(0) && to != address(0)) {
            // Ids are assets: no balance has another one.
            // forge-lint: disable-next-line(unsafe-typecast)
            address vault = vaultOf[uint32(id)].vault;
            require(to != vault || (msg.sender == vault && from != vault), ReceiverIsVault(vault));
        }
        super._update(from, to, id, amount);
    }

    function _giveOutput(FillTerms memory terms, Leg calldata leg, address filler)
        private
        returns (Token memory token, uint256 debit)
    {
        uint64 chain = leg.destinationChain;
        token = _requireAsset(chain, leg.outputToken);
        Place storage place = _places[token.asset][chain];
        State memory state = _load(place);
        (uint256 out, uint256 dust) = _worth(state, leg.outputAmount);
        uint256 left = out + token.payoutFee;
        require(left <= state.amount, CustodyTooLow(token.asset, chain, state.amount));
        uint256 fee = _feeOf(state, left);
        debit = left + fee;
        _requireFee(debit - out, out * Math.min(terms.maxFee, ImbalanceFeeLib.MILLION) / ImbalanceFeeLib.MILLION);

        _burn(filler, token.asset, debit);
        _leave(token.asset, place, state, left, fee);
        _addDust(place, dust);
        emit CustodyLeft(terms.orderId, token.asset, chain, CauseKind.Fill, filler, left, fee);
    }

    function _takeInput(FillTerms memory terms, Leg calldata leg, uint256 index, address filler, Given memory given)
        private
    {
        Join memory join = _planJoin(leg.originChain, AccountLib.toAccount(leg.inputToken), leg.inputAmount);
        uint32 asset = join.asset;
        require(asset != 0, TokenNotAnAsset(leg.originChain, AccountLib.toAccount(leg.inputToken)));
        // What a chain's word brings must be ledger balance at once: a vault can't wait for it.
        if (join.credit == 0 || join.matured != join.credit) {
            uint256 available = RateLimitLib.available(join.state.used, join.state.capacity);
            revert RateLimitExceeded(asset, leg.originChain, available);
        }
        uint256 debit = given.debit;
        AssetVault memory assetVault = vaultOf[asset];
        bool byVault = filler == assetVault.vault;
        if (byVault) {
            require(given.asset == asset && !terms.exclusive, NotForVault(index));
            uint256 required = debit + Math.ceilDiv(debit * assetVault.margin, ImbalanceFeeLib.MILLION);
            uint256 credit = join.credit + join.rebate;
            require(credit >= required, MarginTooLow(index, credit, required));
        } else {
            require(filler == terms.caller || isOperator(filler, terms.caller), FillerNotOperated(filler, terms.caller));
        }

        _join(terms.orderId, CauseKind.Fill, join, filler);
        if (byVault) IVault(filler).lockProfit(join.credit + join.rebate - debit);
    }

    /// Custody joins by a chain's word.
    /// @param account Whose it becomes; zero for a solver that is paid through the ledger.
    function _join(bytes32 cause, CauseKind kind, Join memory join, address account) private {
        (uint32 asset, uint64 chain) = (join.asset, join.chain);
        Place storage place = _places[asset][chain];
        _addDust(place, join.dust);
        if (join.matured != 0) {
            uint256 credit = join.matured + join.rebate;
            _enter(asset, place, join.state, join.matured, join.rebate);
            if (account != address(0)) _mint(account, asset, credit);
            emit CustodyJoined(cause, asset, chain, kind, account, join.matured, join.rebate);
        }
        uint256 local = join.credit - join.matured;
        if (local != 0) {
            localBalanceOf[account][asset][chain] += local;
            // All local balances of a chain have 112 bits.
            // forge-lint: disable-next-line(unsafe-typecast)
            place.local += uint128(local);
            emit LocalCredited(cause, asset, chain, kind, account, local);
        }
    }

    function _queuePayout(uint64 chain, bytes32 token, bytes32 recipient, uint256 tokens, uint256 tokenFee)
        private
        returns (bytes32 head)
    {
        require(recipient != 0 && AccountLib.isAddress(recipient), RecipientInvalid(recipient));
        return IHub(hub).queuePayout(chain, token, recipient, tokens, tokenFee);
    }

    function _setLimit(uint32 asset, uint64 chain, uint256 capacity, uint256 window) private {
        Place storage place = _places[asset][chain];
        emit LimitSet(asset, chain, place.capacity, place.window, capacity, window);
        // What is used is as of now: it became free at the old pace.
        _storeRise(place, _load(place));
        // Both were checked.
        // forge-lint: disable-next-line(unsafe-typecast)
        (place.capacity, place.window) = (uint104(capacity), uint24(window));
    }

    function _enter(uint32 asset, Place storage place, State memory state, uint256 amount, uint256 rebate) private {
        uint256 potentialBefore = _potentialOf(state, state.amount);
        (state.rise, state.fall) = ImbalanceFeeLib.afterEntering(state.rise, state.fall, amount);
        state.amount += amount;
        state.used += amount + rebate;
        _storeRise(place, state);
        _storeAmount(place, state);
        Reserve memory reserve = _reserves[asset];
        // A rebate is at most the reserve, and the potential falls by at most what the chain's was.
        // forge-lint: disable-start(unsafe-typecast)
        reserve.amount -= uint128(rebate);
        reserve.potential -= uint128(potentialBefore - _potentialOf(state, state.amount));
        // forge-lint: disable-end(unsafe-typecast)
        _reserves[asset] = reserve;
    }

    function _leave(uint32 asset, Place storage place, State memory state, uint256 amount, uint256 fee) private {
        uint256 potentialBefore = _potentialOf(state, state.amount);
        bool wasAbove = state.rise != 0;
        _moveOut(state, amount);
        // At its low, nothing in that slot changes but the time.
        if (wasAbove) _storeRise(place, state);
        _storeAmount(place, state);
        Reserve memory reserve = _reserves[asset];
        // Fees are a part of 112 bits, potentials of 104.
        // forge-lint: disable-start(unsafe-typecast)
        reserve.amount += uint128(fee);
        reserve.potential += uint128(_potentialOf(state, state.amount) - potentialBefore);
        // forge-lint: disable-end(unsafe-typecast)
        _reserves[asset] = reserve;
    }

    function _addDust(Place storage place, uint256 dust) private {
        // Each is less than one ledger unit of a token with up to 36 decimals: 2^68 of them fit.
        // forge-lint: disable-next-line(unsafe-typecast)
        if (dust != 0) place.dust += uint128(dust);
    }

    function _addToReserve(uint32 asset, uint256 amount) private {
        // Ledger balances are backed by custody, of which each chain's has 112 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        _reserves[asset].amount += uint128(amount);
    }

    /// The first slot of a place, at once. Amounts, and what is derived from them, have at most 112 bits.
    function _storeAmount(Place storage place, State memory state) private {
        uint256 word = state.amount | state.fall << 112 | block.timestamp << 224;
        assembly ("memory-safe") {
            sstore(place.slot, word)
        }
    }

    /// The second. A limit's use has a capacity's 104 bits.
    function _storeRise(Place storage place, State memory state) private {
        uint256 word = state.used | state.rise << 112 | block.timestamp << 224;
        assembly ("memory-safe") {
            sstore(add(place.slot, 1), word)
        }
    }

    /// What of a chain's tokens is taken in; nothing of what is no asset, too little or too much.
    function _planJoin(uint64 chain, bytes32 token, uint256 tokens) private view returns (Join memory join) {
        join.chain = chain;
        uint32 asset = _tokens[chain][token].asset;
        if (asset == 0) return join;
        join.asset = asset;
        Place storage place = _places[asset][chain];
        State memory state = _load(place);
        join.state = state;
        (uint256 credit, uint256 dust) = _receivable(state, tokens);
        if (state.amount + credit > MAX_CUSTODY) return join;
        (uint256 matured, uint256 rebate) = _matured(asset, state, credit);
        if (matured != credit && place.local + credit - matured > MAX_CUSTODY) return join;
        (join.credit, join.dust, join.matured, join.rebate) = (credit, dust, matured, rebate);
    }

    /// Where an input goes: where its solver asked for if that can be, else to its ledger account, else nowhere.
    function _place(Join memory join, Repayment calldata repayment)
        private
        view
        returns (Placement memory placement, Leave memory leaving)
    {
        if (join.credit == 0) return (placement, leaving);
        if (repayment.chain != 0 && join.matured == join.credit) {
            Place storage place = _places[join.asset][repayment.chain];
            leaving.state = _load(place);
            Token memory token = _tokenAt(place, repayment.chain);
            uint256 value = join.credit + join.rebate;
            uint256 tokens;
            (tokens, leaving.amount, leaving.fee) = _affordable(leaving.state, value, token.payoutFee);
            uint256 most = join.credit * repayment.maxFee / ImbalanceFeeLib.MILLION;
            // All that the solver is short of: the fees, and what the token can't express.
            if (token.asset != 0 && tokens != 0 && join.credit + token.payoutFee <= leaving.amount + most) {
                return (Placement(true, repayment.chain, place.token, tokens, token.tokenFee), leaving);
            }
        }
        address account = repayment.ledgerAccount;
        placement.onLedger = account != address(0) && account != vaultOf[join.asset].vault;
    }

    /// What a value can pay for at a place, the fees included; nothing if the place holds less.
    /// @return tokens What is paid.
    /// @return left What leaves for it, the payout's fee included.
    /// @return fee The imbalance fee.
    function _affordable(State memory state, uint256 value, uint256 payoutFee)
        private
        pure
        returns (uint256 tokens, uint256 left, uint256 fee)
    {
        if (value > state.amount) return (0, 0, 0);
        uint256 feeOfAll = _feeOf(state, value) + payoutFee;
        if (feeOfAll >= value) return (0, 0, 0);
        // Less leaves, for no higher a fee.
        (tokens, left) = _payable(state, value - feeOfAll);
        left += payoutFee;
        fee = _feeOf(state, left);
    }

    /// What of an amount may become ledger balance now, and the rebate for it: both together count for the limit.
    function _matured(uint32 asset, State memory state, uint256 amount)
        private
        view
        returns (uint256 matured, uint256 rebate)
    {
        uint256 free = RateLimitLib.available(state.used, state.capacity);
        if (free == 0) return (0, 0);
        matured = Math.min(amount, free);
        Reserve memory reserve = _reserves[asset];
        rebate = _rebateOf(reserve, state, matured);
        if (matured + rebate <= free) return (matured, rebate);
        // A rebate is at most as many millionths of what enters as the slope has.
        matured = free * ImbalanceFeeLib.MILLION / (ImbalanceFeeLib.MILLION + state.slope);
        rebate = _rebateOf(reserve, state, matured);
    }

    function _load(Place storage place) private view returns (State memory state) {
        state.target = place.target;
        state.capacity = place.capacity;
        state.slope = place.slope;
        state.decimals = place.decimals;
        state.amount = place.amount;
        unchecked {
            // Times as 32 bits: the difference is right until 2106, and what it is about is long forgotten then.
            uint256 sinceFall = uint32(block.timestamp) - place.fallAt;
            uint256 sinceRise = uint32(block.timestamp) - place.riseAt;
            state.fall = ImbalanceFeeLib.decayed(place.fall, sinceFall, state.target);
            state.rise = ImbalanceFeeLib.decayed(place.rise, sinceRise, state.target);
            // Without a limit there is nothing to divide by.
            uint256 window = place.window;
            if (window != 0) {
                state.used = RateLimitLib.usedAfter(place.used, sinceRise, state.capacity, window);
            }
        }
    }

    function _requireAsset(uint64 chain, bytes32 token) private view returns (Token memory stored) {
        stored = _tokens[chain][token];
        require(stored.asset != 0, TokenNotAnAsset(chain, token));
    }

    function _tokenAt(Place storage place, uint64 chain) private view returns (Token memory) {
        return _tokens[chain][place.token];
    }

    /// What an amount of tokens adds to custody, rounded down, and to the dust.
    function _receivable(State memory state, uint256 tokens) private pure returns (uint256 credit, uint256 dust) {
        unchecked {
            // Tokens have 128 bits.
            if (state.decimals <= DECIMALS) return (tokens * 10 ** (DECIMALS - state.decimals), 0);
            uint256 unit = 10 ** (state.decimals - DECIMALS);
            return (tokens / unit, tokens % unit);
        }
    }

    function _requireFee(uint256 fee, uint256 maximum) private pure {
        require(fee <= maximum, FeeTooHigh(fee, maximum));
    }

    /// What tokens an amount pays, rounded down, and what these are worth.
    function _payable(State memory state, uint256 amount) private pure returns (uint256 tokens, uint256 out) {
        if (amount > MAX_CUSTODY) amount = MAX_CUSTODY;
        unchecked {
            if (state.decimals > DECIMALS) return (amount * 10 ** (state.decimals - DECIMALS), amount);
            uint256 unit = 10 ** (DECIMALS - state.decimals);
            tokens = amount / unit;
            out = tokens * unit;
        }
    }

    /// What custody must fall by if so many tokens are paid, rounded up, and what the dust rises by.
    function _worth(State memory state, uint256 tokens) private pure returns (uint256 out, uint256 dust) {
        unchecked {
            if (state.decimals <= DECIMALS) return (tokens * 10 ** (DECIMALS - state.decimals), 0);
            uint256 unit = 10 ** (state.decimals - DECIMALS);
            out = Math.ceilDiv(tokens, unit);
            dust = out * unit - tokens;
        }
    }

    function _moveOut(State memory state, uint256 amount) private pure {
        (state.rise, state.fall) =
            ImbalanceFeeLib.afterLeaving(state.amount, state.rise, state.fall, amount, state.target);
        state.amount -= amount;
    }

    function _potentialOf(State memory state, uint256 amount) private pure returns (uint256) {
        return ImbalanceFeeLib.potential(amount, state.target, state.slope);
    }

    function _feeOf(State memory state, uint256 amount) private pure returns (uint256) {
        return ImbalanceFeeLib.feeOf(state.amount, state.rise, amount, state.target, state.slope);
    }

    function _rebateOf(Reserve memory reserve, State memory state, uint256 amount) private pure returns (uint256) {
        return ImbalanceFeeLib.rebateOf(
            state.amount, state.fall, amount, state.target, state.slope, reserve.amount, reserve.potential
        );
    }
}
