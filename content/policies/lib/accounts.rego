# An account as a whole. A Terraform tree has no summary of its account, so what is said here is silent in the gate.
package rampart.lib.accounts

live if count(rampart.resources("rampart_account_summary")) > 0

enabled_region(region) if not region.opt_in_status == "not-opted-in"
