package rampart.lib.none
