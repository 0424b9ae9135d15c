// The other end of OpenPgpJsInteropTest: does with openpgp.js what a client or server of the older contract does.
import { readFile, writeFile } from 'node:fs/promises';
import * as openpgp from 'openpgp';

const [, , command, ...files] = process.argv;

const commands = {
  // Makes a key pair as the TypeScript server does.
  async generate(privateKeyFile, publicKeyFile) {
    const { privateKey, publicKey } = await openpgp.generateKey({
      type: 'curve25519',
      userIDs: [{ name: 'TEE-Rex' }],
      config: { aeadProtect: true },
    });
    await writeFile(privateKeyFile, privateKey);
    await writeFile(publicKeyFile, publicKey);
  },

  // Encrypts as the TypeScript SDK does, with the settings that the key asks for, and says what came out.
  async encrypt(publicKeyFile, plaintextFile, messageFile) {
    const encrypted = await openpgp.encrypt({
      message: await openpgp.createMessage({ binary: await readFile(plaintextFile) }),
      encryptionKeys: await openpgp.readKey({ armoredKey: await readFile(publicKeyFile, 'utf8') }),
      format: 'binary',
    });
    await writeFile(messageFile, encrypted);
    const { packets } = await openpgp.readMessage({ binaryMessage: encrypted });
    const [pkesk, seipd] = packets;
    console.log(
      `${pkesk.constructor.tag}v${pkesk.version} ${seipd.constructor.tag}v${seipd.version}`,
      `cipher ${seipd.cipherAlgorithm} aead ${seipd.aeadAlgorithm} chunk ${seipd.chunkSizeByte}`,
    );
  },

  // Decrypts as the TypeScript server does.
  async decrypt(privateKeyFile, messageFile, plaintextFile) {
    const { data } = await openpgp.decrypt({
      message: await openpgp.readMessage({ binaryMessage: await readFile(messageFile) }),
      decryptionKeys: await openpgp.readPrivateKey({ armoredKey: await readFile(privateKeyFile, 'utf8') }),
      format: 'binary',
    });
    await writeFile(plaintextFile, data);
  },
};

await commands[command](...files);
