"""What people see of an answer: the whole of it, its sentence, table and notes. Counting lies in the engine."""
