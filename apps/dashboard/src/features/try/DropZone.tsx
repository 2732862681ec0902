import { IconPhotoUp } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import classes from './DropZone.module.css';

/** Takes pictures that are picked, pasted, or dropped anywhere on the page. Whether they are pictures is for the server to say. */
export function DropZone({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const [over, setOver] = useState(false);
  const take = useEffectEvent((files: FileList | null | undefined) => {
    if (files && files.length > 0) onFiles([...files]);
  });

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const dragged = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      setOver(true);
    };
    window.addEventListener('dragenter', dragged, { signal });
    window.addEventListener('dragover', dragged, { signal });
    window.addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), { signal });
    window.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      },
      { signal },
    );
    window.addEventListener('paste', (event) => take(event.clipboardData?.files), { signal });
    return () => stop.abort();
  }, []);

  return (
    <label className={classes['zone']} data-over={over}>
      <IconPhotoUp size={34} stroke={1.5} className={classes['icon']} aria-hidden />
      <span className={classes['title']}>Drop pictures here, or choose files</span>
      <span className={classes['text']}>Ctrl+V pastes one. JPEG, PNG, WebP, HEIC and more, at most 20 MiB.</span>
      <input
        type="file"
        accept="image/*"
        multiple
        className="visually-hidden"
        onChange={({ currentTarget }) => {
          const { files } = currentTarget;
          if (files && files.length > 0) onFiles([...files]);
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
    </label>
  );
}
