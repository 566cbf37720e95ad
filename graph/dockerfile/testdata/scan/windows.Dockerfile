# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
RUN dir `
  c:\
WORKDIR c:\app
ENTRYPOINT ["c:\\app\\server.exe"]
