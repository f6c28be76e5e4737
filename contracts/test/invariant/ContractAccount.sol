// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice An account with code: a key signs for it (ERC-1271), and it can be made to refuse the native token.
contract ContractAccount is IERC1271 {
    error NativeRefused();

    address private immutable _key;
    bool private _refuses;

    constructor(address key) {
        _key = key;
    }

    receive() external payable {
        require(!_refuses, NativeRefused());
    }

    function refuseNative(bool refuses) external {
        _refuses = refuses;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        return signer == _key ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
