// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {NATIVE} from "../types/Account.sol";
import {ISpoke} from "./ISpoke.sol";
import {IWrappedNative} from "./IWrappedNative.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title How tokens enter and leave a spoke
/// @dev The native token is wrapped when it enters as an input or a held output. Entry fees stay as they come. Native
/// debts are paid from the fees' native balance first and from the wrapped token when that is used up; at that moment
/// all that is owed is wrapped, so that what is owed in the wrapped token itself is always there.
abstract contract Custody is ISpoke {
    using SafeERC20 for IERC20;

    /// What one payout's token or account may use.
    uint256 internal constant PAYOUT_GAS = 300_000;
    /// What goes with a bounded call: of a payout, unwrapping, crediting a refused one, its event, and the entry's own
    /// bookkeeping.
    uint256 private constant OVERHEAD_GAS = 100_000;

    /// @inheritdoc ISpoke
    address public wrappedNative;
    /// @inheritdoc ISpoke
    mapping(address token => mapping(address account => uint256)) public claimable;

    /// Unwrapped.
    receive() external payable {
        require(msg.sender == wrappedNative, SenderNotWrappedNative(msg.sender));
    }

    function _setWrappedNative(address token) internal {
        require(token != address(0), WrappedNativeNotSet());
        require(wrappedNative == address(0), WrappedNativeFixed(wrappedNative));
        wrappedNative = token;
        emit WrappedNativeSet(token);
    }

    /// What an account gives instead of the native token, and what the spoke holds of it.
    function _wrapped(address token) internal view returns (address) {
        if (token != NATIVE) return token;
        address wrapped = wrappedNative;
        require(wrapped != address(0), WrappedNativeNotSet());
        return wrapped;
    }

    /// Takes exactly `amount` from an account, so that the spoke holds what it will owe.
    function _pull(address token, address from, uint256 amount) internal {
        uint256 balanceBefore = _balanceOf(token, address(this));
        IERC20(token).safeTransferFrom(from, address(this), amount);
        _requireReceived(token, balanceBefore, amount);
    }

    function _requireReceived(address token, uint256 balanceBefore, uint256 amount) internal view {
        unchecked {
            // A balance that fell wraps around, and is no exact amount either.
            uint256 moved = _balanceOf(token, address(this)) - balanceBefore;
            require(moved == amount, TransferInexact(token, amount, moved));
        }
    }

    /// Wraps native value that came with the call.
    function _wrap(uint256 amount) internal {
        address token = _wrapped(NATIVE);
        uint256 balanceBefore = _balanceOf(token, address(this));
        IWrappedNative(token).deposit{value: amount}();
        _requireReceived(token, balanceBefore, amount);
    }

    /// Pays now, or makes the amount claimable. Never reverts but for want of gas.
    function _payOrCredit(address token, address account, uint256 amount) internal returns (bool paid) {
        _requireGas(PAYOUT_GAS);
        paid = token == NATIVE ? _trySendNative(account, amount, PAYOUT_GAS) : _tryTransfer(token, account, amount);
        if (!paid) _credit(token, account, amount);
    }

    /// Saturates: not even the hub's word may stop the channel.
    function _credit(address token, address account, uint256 amount) internal {
        claimable[token][account] = Math.saturatingAdd(claimable[token][account], amount);
    }

    /// Pays what was claimed: an account that refuses the native token gets the wrapped one.
    function _payClaim(address token, address account, uint256 amount) internal {
        if (token != NATIVE) {
            IERC20(token).safeTransfer(account, amount);
        } else if (!_trySendNative(account, amount, gasleft())) {
            _wrap(Math.min(amount, address(this).balance));
            IERC20(wrappedNative).safeTransfer(account, amount);
        }
    }

    /// Whether a bounded call succeeds is not the caller's choice: it is given at most 63/64 of what is left.
    function _requireGas(uint256 gasLimit) internal view {
        uint256 required = ((gasLimit + OVERHEAD_GAS) * 64) / 63;
        require(gasleft() >= required, GasTooLow(gasleft(), required));
    }

    function _balanceOf(address token, address account) internal view returns (uint256 amount) {
        bytes4 selector = IERC20.balanceOf.selector;
        bool success;
        assembly ("memory-safe") {
            mstore(0x00, selector)
            mstore(0x04, account)
            // Arguments are evaluated from the last: the call comes before the size of what it returned.
            success := and(gt(returndatasize(), 0x1f), staticcall(gas(), token, 0x00, 0x24, 0x00, 0x20))
            amount := mload(0x00)
        }
        require(success, SafeERC20.SafeERC20FailedOperation(token));
    }

    /// A bounded transfer that copies no more than one word of what the token returns.
    function _tryTransfer(address token, address to, uint256 amount) private returns (bool success) {
        bytes memory data = abi.encodeCall(IERC20.transfer, (to, amount));
        uint256 gasLimit = PAYOUT_GAS;
        assembly ("memory-safe") {
            success := call(gasLimit, token, 0, add(data, 0x20), mload(data), 0x00, 0x20)
            switch returndatasize()
            case 0 {
                success := and(success, gt(extcodesize(token), 0))
            }
            default {
                success := and(success, and(gt(returndatasize(), 0x1f), eq(mload(0x00), 1)))
            }
        }
    }

    function _trySendNative(address to, uint256 amount, uint256 gasLimit) private returns (bool success) {
        if (!_tryHoldNative(amount)) return false;
        assembly ("memory-safe") {
            success := call(gasLimit, to, amount, 0x00, 0x00, 0x00, 0x00)
        }
    }

    /// Unwraps what is missing of a native amount.
    function _tryHoldNative(uint256 amount) internal returns (bool) {
        uint256 balance = address(this).balance;
        if (balance >= amount) return true;
        address wrapped = wrappedNative;
        return wrapped != address(0)
            && LowLevelCall.callNoReturn(wrapped, abi.encodeCall(IWrappedNative.withdraw, (amount - balance)));
    }
}
