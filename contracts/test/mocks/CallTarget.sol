// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What an order's call calls: writes down what it was given, and ends as told.
contract CallTarget {
    /// What is returned or thrown, in bytes.
    uint256 private constant BOMB_LENGTH = 1_000_000;

    error Refused();

    uint256 public count;
    address public caller;
    uint256 public value;
    /// What was left of the gas at the last call.
    uint256 public gas;

    bool public hookSucceeded;
    bytes public hookResult;

    function accept() external payable {
        gas = gasleft();
        ++count;
        caller = msg.sender;
        value = msg.value;
    }

    function refuse() external payable {
        revert Refused();
    }

    function refuseWithBomb() external payable {
        assembly {
            revert(0, BOMB_LENGTH)
        }
    }

    function returnBomb() external payable {
        ++count;
        assembly {
            return(0, BOMB_LENGTH)
        }
    }

    /// Uses at least that much, then takes the call.
    function use(uint256 gasToUse) external {
        uint256 gasBefore = gasleft();
        while (gasBefore - gasleft() < gasToUse) {}
        ++count;
    }

    /// Calls back, whatever comes of it.
    function callBack(address target, bytes calldata data) external payable {
        ++count;
        (hookSucceeded, hookResult) = target.call{value: msg.value}(data);
    }
}
