// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke} from "../spoke/ISpoke.sol";
import {IWrappedNative} from "../spoke/IWrappedNative.sol";
import {AccountLib, NATIVE} from "../types/Account.sol";
import {Leg} from "../types/Leg.sol";
import {Order} from "../types/Order.sol";
import {Repayment} from "../types/Report.sol";
import {IDeputies} from "./IDeputies.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

contract Deputies is IDeputies {
    using SafeERC20 for IERC20;

    /// @inheritdoc IDeputies
    ISpoke public immutable spoke;
    address private immutable _implementation;

    constructor(ISpoke spoke_) {
        spoke = spoke_;
        _implementation = address(new Deputy(spoke_));
    }

    /// @inheritdoc IDeputies
    function fill(Order calldata order, uint64 leg, address account, bool hold, uint256 maxEntryFee) external {
        (,,, uint256 entryFee) = spoke.configuration();
        require(entryFee <= maxEntryFee, EntryFeeTooHigh(entryFee, maxEntryFee));
        require(leg < order.legs.length, ISpoke.LegOutOfRange(leg, order.legs.length));
        Leg calldata leg_ = order.legs[leg];
        address token = AccountLib.toAddress(leg_.outputToken);
        uint256 amount = leg_.outputAmount;
        uint256 value = token == NATIVE ? entryFee + amount : entryFee;

        Deputy deputy = _createDeputy(msg.sender);
        if (value != 0) IERC20(spoke.wrappedNative()).safeTransferFrom(msg.sender, address(deputy), value);
        if (token != NATIVE) IERC20(token).safeTransferFrom(msg.sender, address(deputy), amount);
        Repayment memory repayment = Repayment(AccountLib.toAccount(account), address(0), leg_.originChain, 0);
        deputy.fill(abi.encodeCall(ISpoke.fill, (order, leg, repayment, hold)), token, amount, value);
    }

    /// @inheritdoc IDeputies
    function release(address solver, address token) external returns (uint256 amount) {
        (token, amount) = _createDeputy(solver).release(solver, token);
        emit Released(solver, token, amount);
    }

    /// @inheritdoc IDeputies
    function deputyOf(address solver) public view returns (address) {
        return Clones.predictDeterministicAddress(_implementation, _saltOf(solver));
    }

    function _createDeputy(address solver) private returns (Deputy) {
        address deputy = deputyOf(solver);
        if (deputy.code.length == 0) Clones.cloneDeterministic(_implementation, _saltOf(solver));
        return Deputy(payable(deputy));
    }

    function _saltOf(address solver) private pure returns (bytes32) {
        return bytes32(uint256(uint160(solver)));
    }
}

/// @notice Fills for one solver.
contract Deputy {
    using SafeERC20 for IERC20;

    ISpoke private immutable _spoke;
    address private immutable _deputies = msg.sender;

    constructor(ISpoke spoke) {
        _spoke = spoke;
    }

    modifier onlyDeputies() {
        require(msg.sender == _deputies, IDeputies.CallerNotDeputies(msg.sender));
        _;
    }

    /// Wrapped native tokens are unwrapped here, and native outputs return.
    receive() external payable {}

    /// @notice Fills with what was brought here just before.
    /// @param data Calldata of the spoke's `fill`.
    /// @param amount Of the output token, if it is not the native one.
    /// @param value Native value that goes with it, in wei.
    function fill(bytes calldata data, address token, uint256 amount, uint256 value) external onlyDeputies {
        if (value != 0) IWrappedNative(_spoke.wrappedNative()).withdraw(value);
        if (token != NATIVE) IERC20(token).forceApprove(address(_spoke), amount);
        Address.functionCallWithValue(address(_spoke), data, value);
    }

    /// @notice Sends all that is here of a token.
    /// @return sent The token, or the wrapped one for the native token.
    function release(address to, address token) external onlyDeputies returns (address sent, uint256 amount) {
        sent = token;
        if (token == NATIVE) {
            sent = _spoke.wrappedNative();
            amount = address(this).balance;
            IWrappedNative(sent).deposit{value: amount}();
        } else {
            amount = IERC20(token).balanceOf(address(this));
        }
        IERC20(sent).safeTransfer(to, amount);
    }
}
