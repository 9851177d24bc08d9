# An account as a whole. A Terraform tree has no summary of its account, so what is said here is silent in the gate.
package rampart.lib.accounts

# Is what is judged a thing of an account, and not code? That does not depend on what else was read of the account.
live if input.origin == "account"

enabled_region(region) if not region.opt_in_status == "not-opted-in"
