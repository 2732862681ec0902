import { Button, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { Logo } from '../components/Logo.js';
import { isApiKey } from '../session/session-store.js';
import { useSessionStore } from '../session/session.js';

/** Asks for the API key of a server that needs one.
 * @param wrong whether it was asked for before, and the server did not take the answer. */
export function KeyForm({ wrong }: { readonly wrong: boolean }) {
  const { setApiKey } = useSessionStore();
  const [isNone, setIsNone] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    if (typeof key !== 'string' || key.trim() === '') return;
    setIsNone(!isApiKey(key));
    if (isApiKey(key)) setApiKey(key);
  };
  return (
    <Stack mih="100dvh" align="center" justify="center" p="md" component="main">
      <Paper withBorder p="xl" radius="lg" w="100%" maw={420} bg="var(--card)">
        <form onSubmit={submit}>
          <Stack>
            <Logo size={40} />
            <Title order={1} fz={22}>
              This server needs its API key
            </Title>
            <Text c="var(--quiet)" fz="sm">
              A key as it was printed when it was made, or the value of SUPCON_API_KEY that the server was started with. It is kept in this
              tab only.
            </Text>
            <PasswordInput
              name="key"
              label="API key"
              required
              autoComplete="off"
              {...(isNone
                ? { error: 'It holds a character that no key has: paste it as it was printed.' }
                : wrong
                  ? { error: 'The server does not take this key.' }
                  : {})}
            />
            <Button type="submit">Open</Button>
          </Stack>
        </form>
      </Paper>
    </Stack>
  );
}
