// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

/// @notice A tokenized vault of one asset.
contract TestERC4626 is ERC4626 {
    constructor(IERC20 asset_) ERC20("Vault", "VAULT") ERC4626(asset_) {}
}
