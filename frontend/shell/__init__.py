"""The shell around every page: hat, navigation, search, badge."""
