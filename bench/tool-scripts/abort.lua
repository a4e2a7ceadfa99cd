wrk.method = "DELETE"
wrk.path = "/bench/checkpoints/rank-0000000.pt?uploadId=none"
