"""ccsim compares ownership models of customer contact by simulation."""
