"""What the tests share: text tables, stores, servers, the browser, and the checks of the house rules."""
