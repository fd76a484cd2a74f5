"""What Adep remembers: tables by subject, and the functions that read and write them."""
