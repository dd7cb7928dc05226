"""The things a boutique sells, each drawn by one function that takes the picture and what makes this one different."""
