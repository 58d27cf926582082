"""The programs that the simulated kubelet runs: each speaks, answers and dies like the one it is named after."""
