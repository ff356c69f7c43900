module goverify

go 1.26
