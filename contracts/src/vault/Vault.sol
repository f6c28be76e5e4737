// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILedger} from "../ledger/ILedger.sol";
import {IVault} from "./IVault.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626, IERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

contract Vault is IVault, ERC4626 {
    struct Lock {
        uint128 amount;
        uint64 since;
        uint64 until;
    }

    uint256 private constant UNLOCK_TIME = 1 days;
    uint8 private constant DECIMALS_OFFSET = 3;

    ILedger private immutable _ledger;
    /// @inheritdoc IVault
    uint32 public immutable ledgerAsset;

    Lock private _lock;

    modifier onlyLedger() {
        require(msg.sender == address(_ledger), CallerNotLedger(msg.sender));
        _;
    }

    /// @dev The ledger is no ERC-20 and says no decimals: assets have 18.
    constructor(ILedger ledger_, uint32 ledgerAsset_, string memory name_, string memory symbol_)
        ERC20(name_, symbol_)
        ERC4626(IERC20(address(ledger_)))
    {
        _ledger = ledger_;
        ledgerAsset = ledgerAsset_;
    }

    /// @inheritdoc IVault
    function issue(address receiver, uint256 assets, uint256 shares) external onlyLedger {
        _mint(receiver, shares);
        emit Deposit(msg.sender, receiver, assets, shares);
    }

    /// @inheritdoc IVault
    function lockProfit(uint256 profit) external onlyLedger {
        Lock memory lock = _lock;
        uint256 locked = _stillLocked(lock);
        unchecked {
            // Ledger balances have less than 128 bits, times 64.
            uint256 sum = locked + profit;
            uint256 until = block.timestamp + UNLOCK_TIME;
            // Of what was locked before and of the profit, the mean by amount: a small fill hardly delays the rest.
            if (locked != 0) until = (locked * lock.until + profit * until) / sum;
            // forge-lint: disable-next-line(unsafe-typecast)
            _lock = Lock(uint128(sum), uint64(block.timestamp), uint64(until));
            emit ProfitLocked(profit, sum, until);
        }
    }

    /// @inheritdoc IVault
    function redeemTo(uint64 chain, bytes32 recipient, uint256 shares, uint256 minimum, address owner)
        external
        returns (uint256 tokens)
    {
        uint256 most = maxRedeem(owner);
        require(shares <= most, ERC4626ExceededMaxRedeem(owner, shares, most));
        uint256 assets = previewRedeem(shares);
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, shares);
        _burn(owner, shares);
        emit Withdraw(msg.sender, owner, owner, assets, shares);

        // The fees of all: of what is left of it, they are no higher.
        (uint256 fee,) = _ledger.payoutFeeOf(ledgerAsset, chain);
        if (fee < assets) (,, fee) = _ledger.quoteWithdraw(ledgerAsset, chain, assets - fee);
        require(fee < assets, PayoutTooLow(0, minimum));
        (tokens,,) = _ledger.quoteWithdraw(ledgerAsset, chain, assets - fee);
        require(tokens >= minimum, PayoutTooLow(tokens, minimum));
        uint256 debit = _ledger.withdraw(ledgerAsset, chain, recipient, assets - fee, fee);
        if (debit != assets) _ledger.transfer(owner, ledgerAsset, assets - debit);
    }

    /// @inheritdoc IERC4626
    function totalAssets() public view override(ERC4626, IERC4626) returns (uint256) {
        return _ledger.balanceOf(address(this), ledgerAsset) - lockedProfit();
    }

    /// @inheritdoc IVault
    function ledger() external view returns (address) {
        return address(_ledger);
    }

    /// @inheritdoc IVault
    function lockedProfit() public view returns (uint256) {
        return _stillLocked(_lock);
    }

    function _stillLocked(Lock memory lock) private view returns (uint256) {
        if (block.timestamp >= lock.until) return 0;
        return uint256(lock.amount) * (lock.until - block.timestamp) / (lock.until - lock.since);
    }

    function _transferIn(address from, uint256 assets) internal override {
        _ledger.transferFrom(from, address(this), ledgerAsset, assets);
    }

    function _transferOut(address to, uint256 assets) internal override {
        _ledger.transfer(to, ledgerAsset, assets);
    }

    function _decimalsOffset() internal pure override returns (uint8) {
        return DECIMALS_OFFSET;
    }
}
