import java.util.concurrent.TimeUnit

def log = new File(basedir, 'build.log').text
assert log.contains('TRX-M-006')
assert !log.contains('has stopped')
def pid = (log =~ /the prover server is ready: .* process (\d+), /)[0][1] as long
// It stops when it hears that Maven is gone.
ProcessHandle.of(pid).ifPresent { it.onExit().get(20, TimeUnit.SECONDS) }
assert log.contains('nothing to stop: this build started no server under tee-rex.serverUrl')
return true
