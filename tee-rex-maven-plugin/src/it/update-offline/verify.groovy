def log = new File(basedir, 'build.log').text
['check-update', 'update'].each { goal ->
    assert log.readLines().any { it.contains(':' + goal + ' ') && it.contains('TRX-D-001: offline (-o)') } : goal
}
assert !new File(basedir, 'tee-rex-out').exists()
return true
