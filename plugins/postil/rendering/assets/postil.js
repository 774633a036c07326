// The page script comes here.
