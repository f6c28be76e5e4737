// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice The cheat codes that the scripts use. forge-std's interface would take longer to compile than they do.
interface Vm {
    function envUint(string calldata name) external view returns (uint256 value);
    function readFile(string calldata path) external view returns (string memory content);
    function parseJsonTypeArray(string calldata json, string calldata key, string calldata typeDescription)
        external
        pure
        returns (bytes memory encoded);
    function startBroadcast(uint256 privateKey) external;
    function stopBroadcast() external;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
