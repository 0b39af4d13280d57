"""Claims → Statements → Series: which claims relay one act of saying, what moved on the way, what adds up."""
