def log = new File(basedir, 'build.log').text
assert log.contains('TRX-M-010: the prover server did not start: it ended before it was ready')
assert log.contains('--tee is none, nitro or simulated, not')
assert log.contains('TRX-I-008: tee-rex.serverUrl is the address of the server that this build started before')
assert log.count('the prover server is ready') == 1
assert log.count('no server is started: tee-rex.serverUrl was given when Maven was started') == 2
assert log.count('skipped: tee-rex.start.skip is true') == 2
assert log.count('skipped: tee-rex.stop.skip is true') == 1
return true
