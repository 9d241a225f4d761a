"""Small tests for what the other tests of the law let pass: found by mutation testing, see MUTATION.md."""
