def log = new File(basedir, 'build.log').text
def ready = (log =~ /the prover server is ready: (http:\/\/127\.0\.0\.1:\d+), .* process (\d+), /).collect { [it[1], it[2]] }
assert ready.size() == 2
assert ready*.get(0).toSet().size() == 2
ready.each { address, pid ->
    assert log.contains("the prover server at $address has stopped")
    assert !ProcessHandle.of(pid as long).isPresent()
}
['first', 'second'].each {
    def output = new File(basedir, "$it/target/tee-rex")
    assert new File(output, 'server.log').text.contains('"event":"stopped"')
    assert new File(output, 'attestation-report.json').text.contains('simulated')
}
return true
